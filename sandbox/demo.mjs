import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { command } from "../toolchain/problem.mjs";
import { resolve } from "../toolchain/resolve.mjs";
import { onInterrupt } from "../toolchain/run.mjs";
import { setUp } from "../toolchain/setup.mjs";
import { demonstrateClusters } from "./demo/clusters.mjs";
import { demonstrateFiles } from "./demo/files.mjs";
import { ownWorld } from "./demo/own-world.mjs";
import { sandboxWorld } from "./demo/sandbox-world.mjs";
import { headline } from "./demo/steps.mjs";

const help = `Usage: npm run demo [-- --keep] [-- --help]
       npm run demo -- --clusters [--yes] [--charts URL] [--keep]

Registers the clusters of examples/quickstart in two Git repositories in a temporary folder: preview, up, git log, destroy;
exits with 0 only if both repositories then are as before, to the byte. Needs no server and no account.

  --clusters    runs examples/push-quickstart instead, which installs components on clusters, in a sandbox (npm run sandbox)
                of its own; the first time the tools are built, up to half an hour. If KUBECONFIG is set, it works on the
                cluster of its current context: it says which and what it installs, and asks before it does
  --yes         with KUBECONFIG: does not ask
  --charts URL  with KUBECONFIG: a repository to take all charts from, else each comes from its maker's
  --keep        leaves the folder with repositories, program and state, and says where it is
`;

const options = {
  clusters: { type: "boolean", default: false },
  yes: { type: "boolean", default: false },
  charts: { type: "string" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

await command(async (args) => {
  const given = parsed(args);
  if (given === undefined || given.help) {
    (given ? process.stdout : process.stderr).write(help);
    return given ? 0 : 2;
  }
  headline("Setting up");
  await setUp();
  const folder = mkdtempSync(join(tmpdir(), "nautes-demo-"));
  let keep = given.keep;
  const remove = () => keep || rmSync(folder, { recursive: true, force: true });
  onInterrupt(remove);
  try {
    const keepFolder = () => (keep = true);
    if (given.clusters) await onClusters(folder, { ...given, keepFolder });
    else await demonstrateFiles(folder, await resolve(["pulumi"]));
  } finally {
    remove();
    if (keep) process.stdout.write(`\nAll of it is in ${folder}\n`);
  }
  return 0;
});

async function onClusters(folder, given) {
  const own = (process.env.KUBECONFIG ?? "") !== "";
  const world = await (own ? ownWorld(folder, given) : sandboxWorld(folder));
  try {
    await demonstrateClusters(folder, world);
  } finally {
    await world.stop();
  }
}

/** Undefined: it was called wrongly, which has been said. */
function parsed(args) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n`);
    return undefined;
  }
}
