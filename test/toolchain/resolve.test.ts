import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "./machine";

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.remove());

describe("a tool from PATH", () => {
  test("is taken when its version fits, and Go is not asked for", async () => {
    machine.putPulumi("3.259.0").put("pulumi-language-nodejs", "");
    expect(await machine.build("pulumi")).toEqual({
      code: 0,
      stdout: `${machine.bin}\n`,
      stderr: "",
    });
  });

  test("is not taken when it is too old, too new, or its companion is missing", async () => {
    machine.putPulumi("3.258.9").put("pulumi-language-nodejs", "").putGo("1.99.0");
    expect((await machine.build("pulumi")).stdout).not.toContain(machine.bin);
    machine.putPulumi("4.0.0");
    expect((await machine.build("pulumi")).stdout).not.toContain(machine.bin);
    const other = new Machine().putPulumi("3.300.0").putGo("1.99.0");
    expect((await other.build("pulumi")).stdout).not.toContain(other.bin);
    other.remove();
  });
});

describe("a tool that PATH lacks", () => {
  test("is built once, all of its set into one folder", async () => {
    machine.putGo("1.99.0");
    const first = await machine.build("pulumi");
    expect(first.code).toBe(0);
    const folder = first.stdout.trim();
    expect(readdirSync(folder).sort()).toEqual(["pulumi", "pulumi-language-nodejs"]);
    expect(await machine.build("pulumi-language-nodejs")).toEqual({ ...first, stderr: "" });
    expect(machine.builds()).toHaveLength(2);
    expect(machine.cached()).toHaveLength(1);
  });

  test("is built read-only, with the settings that let all builds share one cache", async () => {
    await machine.putGo("1.99.0").build("etcd");
    const [build] = machine.builds();
    expect(build?.module).toBe("module example.invalid/toolchain/kubernetes");
    expect(build?.env).toEqual({
      CGO_ENABLED: "0",
      GOFLAGS: "-trimpath -buildvcs=false",
      GOTOOLCHAIN: "local",
    });
    expect(build?.args.slice(0, 4)).toEqual(["-mod=readonly", "-ldflags", "-s -w", "-o"]);
    expect(build?.args.at(-1)).toBe("go.etcd.io/etcd/server/v3");
  });

  test("is announced with an estimate before the build", async () => {
    expect((await machine.putGo("1.99.0").build("pulumi")).stderr).toMatch(
      /^pulumi, pulumi-language-nodejs: building from the pinned sources; about 4 minutes/,
    );
  });

  test("leaves nothing behind when its build fails", async () => {
    const told = await machine.putGo("1.99.0", "x.go:1: syntax error").build("helm");
    expect(told).toMatchObject({ code: 1, stdout: "" });
    expect(told.stderr).toContain(
      "error: The build from source failed.\nGo said:\nx.go:1: syntax error",
    );
    expect(machine.cached()).toEqual([]);
  });
});

describe("two processes that want the same tool", () => {
  test("build it once: the second waits and says so", async () => {
    machine.putGo("1.99.0").close();
    const first = machine.start("kwok");
    await first.heard("building");
    const second = machine.start("kwok");
    await second.heard(`waiting for process ${first.pid} `);
    machine.open();
    const [one, two] = await Promise.all([first.ended, second.ended]);
    expect(two.stdout).toBe(one.stdout);
    expect(machine.builds()).toHaveLength(1);
  });

  test("do not stop each other for ever: the lock of a dead process is taken over", async () => {
    machine.putGo("1.99.0").close();
    const killed = machine.start("kwok");
    await killed.heard("building");
    killed.signal("SIGKILL");
    await killed.ended;
    expect(machine.cached().some((name) => name.endsWith(".lock"))).toBe(true);
    machine.open();
    expect((await machine.build("kwok")).code).toBe(0);
    expect(machine.cached()).toEqual([expect.stringMatching(/^kwok-[0-9a-f]{16}$/)]);
  });

  test("an interrupt ends the build and leaves neither lock nor draft", async () => {
    machine.putGo("1.99.0").close();
    const build = machine.start("kwok");
    await build.heard("building");
    build.signal("SIGTERM");
    expect((await build.ended).code).toBe(143);
    expect(machine.cached()).toEqual([]);
  });
});

test("--list says where each tool would come from, and builds nothing", async () => {
  const { stdout } = await machine.putGo("1.99.0").putPulumi("3.259.0").build("--list");
  expect(stdout.trim().split("\n")).toHaveLength(8);
  expect(stdout).toContain(`source kwok  ${join(machine.cache, "kwok-")}`);
  expect(machine.builds()).toEqual([]);
});
