import { Machine } from "./machine";

let machine: Machine;
beforeEach(() => (machine = new Machine()));
afterEach(() => machine.remove());

/** What a person reads: a sentence and a remedy, no stack. */
async function failure(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await machine.build(...args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).not.toMatch(/^\s+at /m);
  return stderr;
}

test("without Go it says what is wanted of PATH and which Go would do", async () => {
  expect(await failure("pulumi")).toBe(
    "error: pulumi, pulumi-language-nodejs: not on PATH, and there is no Go on PATH to build from source; Go 1.26.0 or newer is needed.\n" +
      "Install it from your system's packages or from go.dev, or put the tools themselves on PATH.\n",
  );
});

test("with an old tool and no Go it names the version that was found", async () => {
  machine.putPulumi("3.100.0").put("pulumi-language-nodejs", "");
  expect(await failure("pulumi")).toContain("is 3.100.0, wanted is 3.259.0 or newer, below 4.0.0");
});

test("a Go that is too old is named with the one that is needed", async () => {
  machine.putGo("1.26.2");
  expect(await failure("helm")).toContain(
    "the Go on PATH is 1.26.2: too old to build from source, 1.26.3 or newer is needed",
  );
});

test("a full disk is seen before the build, with what is needed and what is free", async () => {
  const told = await machine.evaluate(
    "space.mjs",
    `it.requireSpace(5, [${JSON.stringify(machine.cache)}], () => ({ bavail: 12345, bsize: 100000 }))`,
  );
  expect(told).toEqual({
    error:
      `There is not enough disk space to build: 5 GB are needed in ${machine.cache}, 1.2 GB are free.\n` +
      "Make room there, or set NAUTES_TOOLCHAIN_CACHE, GOCACHE and GOMODCACHE to folders on a larger disk.",
  });
});

test.each([
  [
    "x: reading x: 403 Forbidden: This module version is not available",
    "is not available from this",
  ],
  [
    "dial tcp 127.0.0.1:1: connect: connection refused",
    "The module proxy (GOPROXY) cannot be reached",
  ],
  ["write /x: no space left on device", "The disk became full during the build"],
  ["verifying x: checksum mismatch", "A Go module is not the one that was pinned"],
])("when Go says %p it says that %s", async (said, sentence) => {
  machine.putGo("1.99.0", said);
  const told = await failure("bao");
  expect(told).toContain(sentence);
  expect(told).toContain(`Go said:\n${said}`);
});

test("an unknown tool is answered with those that there are", async () => {
  expect(await failure("pulumni")).toMatch(
    /^error: There is no tool pulumni here\.\nThe tools are pulumi, /,
  );
});
