import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve as absolute } from "node:path";
import { parseArgs } from "node:util";
import { command, Problem } from "../toolchain/problem.mjs";
import { clock, say } from "../toolchain/progress.mjs";
import { resolve } from "../toolchain/resolve.mjs";
import { onInterrupt } from "../toolchain/run.mjs";
import { setUp } from "../toolchain/setup.mjs";

const help = `Usage: npm run sandbox [-- OPTION …]

Starts what Pulumi programs with clusters talk to, on the loopback address of this machine: real Kubernetes control planes
whose nodes and pods are simulated by kwok, virtual clusters that run, a chart repository, a Vault (OpenBao) and an empty
config repo. Prints what runs where and the lines to copy, then waits: Ctrl-C ends everything and removes its folder.
The first start builds the tools that are not on PATH, which takes up to a quarter of an hour; a later one takes seconds.

  --planes N|NAMES          how many clusters (cluster-1 …), or their names: physical,host is the default
  --no-virtual-clusters     installed virtual clusters stay simulated; needs no right to make namespaces
  --no-vault                without Vault
  --folder FOLDER           where to put everything, absent or empty before; default: a temporary folder
  --keep                    leaves the folder with logs and config repo when it ends
  --help

Webhooks are served on port 443 of 127.N.0.0/24: be root, or \`sysctl net.ipv4.ip_unprivileged_port_start=443\`.
Virtual clusters need root or user namespaces (\`unshare -Ur\`). See docs/sandbox.md for what is real and what is not.
`;

const options = {
  planes: { type: "string", default: "physical,host" },
  "no-virtual-clusters": { type: "boolean", default: false },
  "no-vault": { type: "boolean", default: false },
  folder: { type: "string" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
};

await command(async (args) => {
  const given = parsed(args);
  if (given === undefined || given.help) {
    (given ? process.stdout : process.stderr).write(help);
    return given ? 0 : 2;
  }
  const clusters = clusterNames(given.planes);
  const folder = folderFor(given.folder);
  const remove = () => given.keep || rmSync(folder, { recursive: true, force: true });
  onInterrupt(remove);
  try {
    return await runStage({
      clusters,
      folder,
      keep: given.keep,
      virtualClusters: !given["no-virtual-clusters"],
      vault: !given["no-vault"],
    });
  } finally {
    remove();
  }
});

/** Waits for the interrupt once the stage stands; what was started has ended when it fails. */
async function runStage({ clusters, folder, keep, virtualClusters, vault }) {
  await setUp();
  const some = [...(virtualClusters ? ["vcluster-syncer"] : []), ...(vault ? ["bao"] : [])];
  const tools = await resolve(["kubernetes", "kwok", "helm", "etcd", ...some]);
  process.env.PATH = [...tools, process.env.PATH].join(delimiter);
  const { startStage } = await import("../dist/sandbox/stage.js");
  const { hintsFor, tableOf } = await import("../dist/sandbox/report.js");
  const { watchStage } = await import("../dist/sandbox/watch.js");

  const interruption = new AbortController();
  const start = Date.now();
  let watch = { stop() {} };
  const starting = startStage({
    folder,
    clusters,
    virtualClusters,
    vault,
    tools,
    onStart: (what) => say(`starting ${what} (${clock(Date.now() - start)})`),
    signal: interruption.signal,
  });
  onInterrupt(async () => {
    interruption.abort();
    watch.stop();
    const stage = await starting.catch(() => undefined);
    if (stage === undefined) return undefined;
    await stage.stop();
    say(`All has ended.${keep ? ` Logs and config repo are in ${folder}` : ""}`);
    return 0;
  });
  const stage = await starting.catch((error) => {
    // Who interrupted us ends the process.
    if (interruption.signal.aborted) return new Promise(() => {});
    throw new Problem(error.message, remedyFor(error));
  });
  process.on("uncaughtException", (error) => {
    process.stderr.write(`error: ${error.stack}\n`);
    process.kill(process.pid, "SIGTERM");
  });
  process.stdout.write(`\n${tableOf(stage)}\n${hintsFor(stage)}\nReady. Ctrl-C ends everything.\n`);
  watch = watchStage(stage, (line) => process.stdout.write(`${line}\n`));
  return new Promise(() => {});
}

function remedyFor({ message }) {
  return message.startsWith("Virtual clusters cannot run")
    ? "Or leave them out with --no-virtual-clusters."
    : undefined;
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

/** Each is also a folder and a prefix in etcd. */
function clusterNames(planes) {
  const names = /^\d+$/.test(planes)
    ? Array.from({ length: Number(planes) }, (_, index) => `cluster-${index + 1}`)
    : planes.split(",");
  const bad = names.find((name) => !/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name));
  if (bad !== undefined || names.length === 0 || names.length > 20) {
    throw new Problem(
      `--planes ${planes} is neither a number from 1 to 20 nor a list of names.`,
      "A name has small letters, digits and hyphens, at most 40: --planes physical,host",
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Problem(`--planes names ${twice} twice.`, "Name it once.");
  return names;
}

/** It will be removed: so it must not hold anything of anybody else. */
function folderFor(given) {
  if (given === undefined) return mkdtempSync(join(tmpdir(), "nautes-sandbox-"));
  const folder = absolute(given);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Problem(
      `${folder} is not empty, and the sandbox removes its folder when it ends.`,
      "Give one that is empty or does not exist.",
    );
  }
  mkdirSync(folder, { recursive: true });
  return folder;
}
