import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline/promises";
import { Problem } from "../../toolchain/problem.mjs";
import { resolve } from "../../toolchain/resolve.mjs";
import { onInterrupt } from "../../toolchain/run.mjs";
import { headline, makeRepository } from "./steps.mjs";

const files = fileURLToPath(new URL("tenant", import.meta.url));

/** What lives its own life on a cluster that others use, too. */
const busy = [
  ...["Event", "Lease", "EndpointSlice", "Endpoints", "ComponentStatus", "APIService"],
  ...[
    "Pod",
    "PodMetrics",
    "NodeMetrics",
    "ReplicaSet",
    "Job",
    "ControllerRevision",
    "CSIStorageCapacity",
  ],
];

/**
 * The cluster of KUBECONFIG's current context, once whoever runs us has said yes: what demonstrateClusters needs of it.
 * @param {{ yes: boolean, charts?: string, keepFolder: () => void }} given
 */
export async function ownWorld(folder, { yes, charts, keepFolder }) {
  const { ownCluster } = await import("../../dist/sandbox/own-cluster.js");
  const { toInstall } = await import("../../dist/sandbox/to-install.js");
  const { context, server, kubeconfig, ask } = orProblem(ownCluster);
  const { lines, namespaces } = toInstall(server, kubeconfig);
  process.stdout.write(explanation({ context, server, lines }));
  await refuseClash(ask, context, namespaces);
  if (!yes) await consent(context);

  const tools = await resolve(["pulumi", "pulumi-resource-kubernetes"]);
  const git = join(folder, "git");
  const script = join(folder, "clean-up.sh");
  await makeRepository(git, "nautes/tenant", files);
  return {
    git,
    products: [],
    tools,
    env: {},
    config: { apiServer: server, ...(charts === undefined ? {} : { charts }) },
    secrets: { kubeconfig },
    clusters: [{ name: context, ask: tolerant(ask), aside: busy }],
    // CRDs stay on purpose; what goes meanwhile, others have deleted.
    isExpected: (change) => /^(- |\+ CustomResourceDefinition )/.test(change),
    onInstall: (pulumi) => writeCleanUp(script, pulumi, { context, keepFolder }),
    onFailure: (pulumi, error) => takeAway(script, pulumi, { error, keepFolder }),
    onRemoved: () => rmSync(script),
    stop: () => {},
  };
}

function explanation({ context, server, lines }) {
  return [
    "\nKUBECONFIG is set, so this demo works on the cluster of its current context:\n",
    `  context  ${context}`,
    `  server   ${server}\n`,
    "It installs there, waits until all of it is ready, and takes it away again:\n",
    ...lines.map((line) => `  ${line}`),
    "\nThe charts' CustomResourceDefinitions stay. Without KUBECONFIG it would work on a sandbox of its own.\n",
  ].join("\n");
}

/** Neither what is there may be taken over, nor may it be deleted afterwards. */
async function refuseClash(ask, context, namespaces) {
  const { items } = await ask("/api/v1/namespaces").catch((error) => {
    throw new Problem(
      `The cluster of context ${context} does not answer: ${error.message}`,
      "Choose another with `kubectl config use-context`, or unset KUBECONFIG.",
    );
  });
  const there = items
    .map(({ metadata }) => metadata.name)
    .filter((name) => namespaces.includes(name));
  if (there.length === 0) return;
  throw new Problem(
    `The cluster has the namespaces ${there.join(", ")} already, which this demo would make and delete. Nothing was changed.`,
    "Use a bare cluster (`kind create cluster`), or unset KUBECONFIG.",
  );
}

async function consent(context) {
  if (!process.stdin.isTTY) {
    throw new Problem(
      "Nothing was installed: on a cluster of yours the demo wants your consent.",
      "Add --yes, or unset KUBECONFIG.",
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Type the name of the context to go on: ");
  terminal.close();
  if (answer.trim() !== context) throw new Problem("That is another name. Nothing was installed.");
}

/** From now on the folder holds the only way to take away what is on the cluster; it goes when all is gone. */
function writeCleanUp(script, { env }, { context, keepFolder }) {
  const own = Object.entries(env).filter(([name]) =>
    /^(PATH|TMPDIR|XDG_CACHE_HOME|PULUMI_.*)$/.test(name),
  );
  const lines = [
    "#!/bin/sh",
    ...own.map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
    `cd '${join(dirname(script), "examples", "push-quickstart")}' || exit 1`,
    "pulumi cancel --yes >/dev/null 2>&1",
    "pulumi destroy --yes --skip-preview",
  ];
  writeFileSync(script, `${lines.join("\n")}\n`, { mode: 0o700 });
  onInterrupt(() => {
    if (!existsSync(script)) return;
    keepFolder();
    process.stderr.write(
      `What was installed so far is still in context ${context}. To take it away: ${script}\n`,
    );
  });
}

async function takeAway(script, pulumi, { error, keepFolder }) {
  headline("That failed: taking away what was installed so far");
  await pulumi("destroy", "--yes", "--skip-preview").catch(() => {
    keepFolder();
    throw new Problem(
      `${error.message}\nTaking away what was installed failed, too.`,
      `When the cluster answers again, run ${script}`,
    );
  });
  throw error;
}

/** A group whose server is away (metrics) hides nothing that we make. */
function tolerant(ask) {
  return (path) =>
    ask(path).catch((error) => {
      if (!path.startsWith("/apis/")) throw error;
      return { resources: [], items: [] };
    });
}

function orProblem(find) {
  try {
    return find();
  } catch (error) {
    throw new Problem(error.message);
  }
}
