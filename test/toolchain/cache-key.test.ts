import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Machine } from "./machine";

const machine = new Machine();
const modules = join(machine.folder, "modules");
afterAll(() => machine.remove());

function write(file: string, text: string): void {
  mkdirSync(join(modules, "m"), { recursive: true });
  writeFileSync(join(modules, "m", file), text);
}

function key(goVersion = "go1.26.0", ldflags = "-s"): Promise<unknown> {
  const set = JSON.stringify({ builds: [{ module: "m", ldflags }] });
  return machine.evaluate(
    "cache.mjs",
    `it.cacheKey(${set}, ${JSON.stringify(goVersion)}, ${JSON.stringify(modules)})`,
  );
}

beforeEach(() => {
  for (const file of ["go.mod", "go.sum", "main.go"]) write(file, file);
});

test("a build is known by 16 hex digits that stay the same for the same content", async () => {
  const first = await key();
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  write("README.md", "not built from");
  expect(await key()).toBe(first);
});

test.each(["go.mod", "go.sum", "main.go"])("another %s is another build", async (file) => {
  const first = await key();
  write(file, "changed");
  expect(await key()).not.toBe(first);
});

test("another Go and other flags are other builds", async () => {
  expect(new Set([await key(), await key("go1.27.0"), await key("go1.26.0", "-w")]).size).toBe(3);
});
