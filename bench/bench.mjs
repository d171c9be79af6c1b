import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { command } from "../toolchain/problem.mjs";
import { resolve } from "../toolchain/resolve.mjs";
import { onInterrupt, run } from "../toolchain/run.mjs";
import { root, setUp } from "../toolchain/setup.mjs";

const help = `Usage: npm run bench [-- --quick] [-- --help] [-- NAME …]

Measures, and prints tables; docs/figures.md says what the figures mean. Without names all of

  planning   planCommit on large trees, and editing of long lists
  start      how long the provider takes until its port line, and its memory
  state      bytes of state for one cluster of each class, beyond its documents
  writers    our writer beside other ways to get the same files into a repository
  growth     one cluster registered in a repository of 1,000 files, and in one of 10,000
  scale      1 to 1,000 clusters through the real CLI: commits, requests, bytes, seconds
  up         up of 1,000 clusters beside the same program on a provider that does nothing

  --quick    fewer clusters and repetitions: some five minutes instead of some forty
`;

const names = ["planning", "start", "state", "writers", "growth", "scale", "up"];

await command(async (args) => {
  const unknown = args.filter((arg) => !["--quick", "--help", ...names].includes(arg));
  if (args.includes("--help") || unknown.length > 0) {
    (unknown.length > 0 ? process.stderr : process.stdout).write(help);
    return unknown.length > 0 ? 2 : 0;
  }
  await setUp();
  const tools = await resolve(["pulumi"]);
  const folder = mkdtempSync(join(tmpdir(), "nautes-bench-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  onInterrupt(remove);
  try {
    const env = {
      ...process.env,
      PATH: [...tools, process.env.PATH].join(delimiter),
      // All that is made lies in here, so that nothing stays behind.
      TMPDIR: folder,
    };
    const main = join(root, "dist", "bench", "main.js");
    return (await run(process.execPath, [main, ...args], { env, show: true })).code;
  } finally {
    remove();
  }
});
