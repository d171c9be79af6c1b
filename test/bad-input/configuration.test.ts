import { rejection } from "../support/plugin";
import { oneFile, urn, World } from "../provider/world";
import { addresses, configuration } from "./configuration";
import { expectReadable } from "./sentence";

let world: World;
beforeAll(async () => {
  world = new World();
  await world.unconfigured().then((plugin) => (world.plugin = plugin));
});
afterAll(() => world.stop());

describe("bad configuration", () => {
  it.each(configuration)("is refused before anything is asked of a server: %s", async (...row) => {
    const [, args, key, says] = row;
    const failures = await world.plugin.checkConfig(args);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^\S+.* .*\.$/);
    expectReadable(failures[0]!, key, says);
    const refused = await rejection(world.plugin.configure(args));
    expect(refused.code).toBe(3);
    expectReadable(refused.details, key, says);
  });

  it("is refused without any: the address is missing", async () => {
    const refused = await rejection(world.plugin.configure({ repository: "nautes/tenant" }));
    expectReadable(
      refused.details,
      "git.url",
      /is missing.*pulumi config set --path nautes:git\.url/,
    );
  });

  it.each(addresses)("is refused in the preview that first needs it: %s", async (...row) => {
    const [, args, key, says] = row;
    await world.plugin.configure({ repository: "nautes/tenant", ...args });
    const { inputs, failures } = await world.plugin.check(urn("pd"), oneFile("pd"));
    expect(failures).toEqual([]);
    const refused = await rejection(world.plugin.create(urn("pd"), inputs, true));
    expect(refused.code).toBe(3);
    expect(refused.details).toMatch(/^[A-Z"`].*\.\n/);
    expectReadable(refused.details, key, says);
  });
});
