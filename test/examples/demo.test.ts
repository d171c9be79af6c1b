import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../support/plugin";
import { descendantsOf, endOf } from "../support/processes";

let temporary: string;
beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), "nautes-demo-test-"))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

interface Demo {
  readonly process: ChildProcess;
  output: string;
}

/** `npm run demo`, without npm's shell between, so that its pid is the demo's. */
function startDemo(): Demo {
  const child = spawn(process.execPath, [join(packageRoot, "sandbox", "demo.mjs")], {
    cwd: packageRoot,
    env: { ...process.env, TMPDIR: temporary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const demo: Demo = { process: child, output: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (demo.output += chunk.toString()));
  }
  return demo;
}

async function until(demo: Demo, text: string): Promise<void> {
  while (!demo.output.includes(text)) {
    if (demo.process.exitCode !== null) throw new Error(`the demo ended early:\n${demo.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("npm run demo", () => {
  it("shows the diff, the commits and the proof that nothing is left, and does so again", async () => {
    for (const round of ["first", "second"]) {
      const demo = startDemo();
      const [code] = (await once(demo.process, "close")) as [number];
      expect(`${round}: ${code}`).toBe(`${round}: 0`);
      expect(demo.output).toMatch(/nautes\/overlays\/production\/clusters\/vd\.yaml\s*: \{/);
      expect(demo.output).toContain("Register 3 clusters: h, pd, pp");
      expect(demo.output).toMatch(/files changed, \d+ insertions/);
      const trees = [...demo.output.matchAll(/tree ([0-9a-f]{40}) {2}(.*)/g)];
      const [last, first] = [trees[0], trees.find(([, , subject]) => subject === "Begin")];
      expect(last?.[2]).toMatch(/^Deregister/);
      expect(last?.[1]).toBe(first?.[1]);
      expect(readdirSync(temporary)).toEqual([]);
    }
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "leaves no process and no folder behind when %s ends it in the middle",
    async (signal) => {
      const demo = startDemo();
      await until(demo, "━━ pulumi up");
      await until(demo, "creating");
      const pid = demo.process.pid ?? 0;
      const below = descendantsOf(pid).map((one) => one.pid);
      expect(below.length).toBeGreaterThan(1);
      demo.process.kill(signal);
      await once(demo.process, "close");
      expect(demo.process.exitCode).not.toBe(0);
      for (const one of below) expect(await endOf(one, 5_000)).toBeDefined();
      expect(readdirSync(temporary)).toEqual([]);
    },
  );
});
