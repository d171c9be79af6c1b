import { rejection } from "../support/plugin";
import { oneFile, urn, World } from "../provider/world";
import { expectReadable } from "./sentence";

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start();
});
afterAll(() => world.stop());

/** What is wrong with a file's path, and what is said. */
const paths: readonly [what: string, path: string, says: RegExp][] = [
  ["out of the repository", "../up.yaml", /segment `\.` or `\.\.`/],
  ["from the root of the machine", "/etc/up.yaml", /is absolute/],
  ["into git's own folder", ".git/config", /leads into/],
  ["with an empty step", "a//b.yaml", /empty segment/],
  ["that is a folder", "clusters/", /empty segment/],
  ["of nothing", "", /is empty/],
  ["with a line break", "a\nb.yaml", /control character/],
];

describe("bad paths of files", () => {
  it.each(paths)("are refused in a preview, and nothing is written: %s", async (_, path, says) => {
    const repository = world.repository();
    const before = [repository.head(), repository.objects()];
    const documents = { [path]: { kind: "Cluster" } };
    const inputs = { ...oneFile("pd"), documents, repository: repository.name };
    const { failures } = await world.plugin.check(urn("pd"), inputs);
    if (failures.length > 0) expectReadable(failures.join("\n"), JSON.stringify(path), says);
    else {
      const refused = await rejection(world.plugin.create(urn("pd"), inputs, true));
      expectReadable(refused.details, path, says);
    }
    expect([repository.head(), repository.objects()]).toEqual(before);
  });
});
