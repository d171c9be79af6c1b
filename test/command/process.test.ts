import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { physical } from "../requests/broken/good";
import { packageRoot } from "../support/plugin";
import { folders, saving } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

const { bin, files, version } = JSON.parse(
  readFileSync(join(packageRoot, "package.json"), "utf8"),
) as { bin: Record<string, string>; files: readonly string[]; version: string };

/** Runs the command that the package brings, as npx does. */
function command(args: readonly string[], { cwd = packageRoot, input = "" } = {}) {
  const script = join(packageRoot, bin["pulumi-nautes"] ?? "");
  return spawnSync(process.execPath, [script, ...args], { cwd, input, encoding: "utf8" });
}

test("the package brings the command, and a program can be started by its first line", () => {
  expect(files).toContain("dist");
  const text = readFileSync(join(packageRoot, bin["pulumi-nautes"] ?? ""), "utf8");
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test.each([[[]], [["--help"]], [["help"]], [["-h"]]])(
  "%j lists what works, and no more",
  (args) => {
    const { status, stdout, stderr } = command(args);
    expect([status, stderr]).toEqual([0, ""]);
    const listed = [...stdout.matchAll(/^ {2}(\w+) {2,}/gm)].map(([, name]) => name);
    expect(listed).toEqual(["convert", "doctor", "import", "plan"]);
  },
);

test.each([[["convert", "--help"]], [["help", "convert"]], [["convert", "x", "-h"]]])(
  "%j teaches",
  (args) => {
    const { status, stdout } = command(args);
    expect(status).toBe(0);
    for (const said of [
      "Usage: ",
      "--out DIR",
      "--set NAME=VALUE",
      "Exit codes: 0",
      "npx pulumi-nautes convert clusters.sh",
    ])
      expect(stdout).toContain(said);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
  },
);

test("--version is the package's", () => {
  expect(command(["--version"]).stdout).toBe(`${version}\n`);
});

test("a command that there is not is wrong usage", () => {
  const { status, stdout, stderr } = command(["konvert"]);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^There is no command "konvert"\.\n.*--help\n$/);
});

test("exit code 0, and a project in the folder, from the standard input", () => {
  const cwd = make();
  const { status, stdout, stderr } = command(["convert", "-", "--out", "clusters"], {
    cwd,
    input: saving("pd", physical),
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Written: clusters/index.ts, ");
  expect(readdirSync(join(cwd, "clusters"))).toHaveLength(4);
});

test("exit code 1, a problem with file, line and field, and nothing in the folder", () => {
  const cwd = make({ "a.sh": saving("pd", "{}") });
  const { status, stdout, stderr } = command(["convert", "a.sh", "--out", "clusters"], { cwd });
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^a\.sh:1: cluster_type is missing;/);
  expect(readdirSync(cwd)).toEqual(["a.sh"]);
});
