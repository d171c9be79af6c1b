import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { packageRoot, rejection } from "../support/plugin";
import { holdPushes, oneFile, urn, World } from "./world";

const executable = join(packageRoot, "plugin", "pulumi-resource-nautes");

describe("The plugin's process", () => {
  let world: World;
  beforeAll(() => (world = new World()));
  afterAll(() => world.stop());

  it("says its port in the first line of stdout, and nothing else there whatever it does", async () => {
    const plugin = await world.start();
    const repository = world.repository();
    const inputs = { ...oneFile("pd"), repository: repository.name };
    const state = await world.created("pd", inputs);
    await rejection(plugin.create(urn("other"), { ...oneFile("pd"), repository: "none/none" }));
    await rejection(plugin.create("urn:pulumi:dev::clusters::nautes:index:None::x", {}));
    await plugin.read(urn("pd"), state.id, state);
    await plugin.delete(urn("pd"), state);
    await plugin.stop();
    expect(plugin.stdout.join("")).toMatch(/^\d+\n$/);
  });

  it("works where no engine listens at the address it was given", async () => {
    const plugin = await world.start();
    const repository = world.repository();
    await world.created("pd", { ...oneFile("pd"), repository: repository.name });
    expect(repository.paths()).toContain("clusters/pd.yaml");
    expect(plugin.stderr).toBe("");
  });

  it("keeps secrets and outputs, but takes no resource references", async () => {
    const plugin = await world.unconfigured();
    expect(await plugin.handshake()).toMatchObject({
      acceptSecrets: true,
      acceptOutputs: true,
      acceptResources: false,
    });
    expect(await plugin.pluginInfo()).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("is cancelled as often as the engine likes, configured or not, and begins nothing after", async () => {
    const unconfigured = await world.unconfigured();
    await unconfigured.cancel();
    const plugin = await world.start();
    const repository = world.repository();
    const before = repository.head();
    await plugin.cancel();
    await plugin.cancel();
    const inputs = { ...oneFile("pd"), repository: repository.name };
    const refused = await rejection(plugin.create(urn("pd"), inputs));
    expect(refused.code).toBe(1);
    expect(refused.details).toMatch(/^The operation was cancelled before anything was written\.\n/);
    expect(repository.head()).toBe(before);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("ends by itself at %s", async (signal) => {
    const plugin = await world.unconfigured();
    plugin.process.kill(signal);
    expect(await once(plugin.process, "exit")).toEqual([0, null]);
  });

  it("lets a commit under way end before it ends itself", async () => {
    const plugin = await world.start();
    const repository = world.repository();
    const inputs = { ...oneFile("pd"), repository: repository.name };
    const push = holdPushes(repository);
    const creating = plugin.create(urn("pd"), inputs);
    await push.began;
    plugin.process.kill("SIGTERM");
    push.letGo();
    await creating.catch(() => undefined);
    await once(plugin.process, "exit");
    expect(repository.git("fsck", "--no-progress")).toBe("");
    expect(repository.paths()).toContain("clusters/pd.yaml");
  });

  it.each(["SIGKILL", "SIGTERM"] as const)(
    "ends with the engine that started it, ended by %s",
    async (signal) => {
      const folder = mkdtempSync(join(tmpdir(), "nautes-engine-"));
      try {
        const start = `require("node:child_process").spawn(${JSON.stringify(executable)}, ["127.0.0.1:1"], { stdio: "inherit" });`;
        const engine = spawn(process.execPath, ["-e", `${start} setInterval(() => 0, 1000);`], {
          cwd: folder,
          stdio: ["ignore", "pipe", "ignore"],
        });
        await once(engine.stdout, "data");
        engine.stdout.resume();
        const closed = once(engine.stdout, "end");
        engine.kill(signal);
        // The plugin has the other end of the pipe: the stream ends when the last of both is gone.
        await closed;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
