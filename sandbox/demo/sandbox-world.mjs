import { readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { say } from "../../toolchain/progress.mjs";
import { resolve } from "../../toolchain/resolve.mjs";
import { onInterrupt } from "../../toolchain/run.mjs";
import { headline, makeRepository } from "./steps.mjs";

const names = [
  ...["pulumi", "kubernetes", "kwok", "helm", "etcd"],
  ...["vcluster-syncer", "pulumi-resource-kubernetes", "bao"],
];

/** A sandbox with two clusters: what demonstrateClusters needs of it, and `stop`. */
export async function sandboxWorld(folder) {
  const tools = await resolve(names);
  process.env.PATH = [...tools, process.env.PATH].join(delimiter);
  const { startStage } = await import("../../dist/sandbox/stage.js");
  const { freeNodePort } = await import("../../dist/sandbox/process.js");
  const { tableOf } = await import("../../dist/sandbox/report.js");
  const interruption = new AbortController();
  const starting = startStage({
    folder,
    clusters: ["physical", "host"],
    virtualClusters: true,
    vault: true,
    onStart: (what) => say(`starting ${what}`),
    signal: interruption.signal,
  });
  onInterrupt(async () => {
    interruption.abort();
    const stage = await starting.catch(() => undefined);
    await stage?.stop();
  });
  // Who interrupted us ends the process.
  const stage = await starting.catch((error) => {
    if (interruption.signal.aborted) return new Promise(() => {});
    throw error;
  });
  headline("A sandbox with two clusters");
  process.stdout.write(tableOf(stage));
  const product = fileURLToPath(new URL("product", import.meta.url));
  await makeRepository(stage.repositories, "shop/default.project", product);
  const [physical, host] = stage.clusters.map(({ plane }) => plane);
  return {
    git: stage.repositories,
    products: ["shop/default.project"],
    tools,
    env: { VAULT_ADDR: stage.vault.address, VAULT_TOKEN: stage.vault.token },
    config: {
      apiServer: physical.server,
      hostApiServer: host.server,
      virtualPort: String(await freeNodePort(31_456)),
      charts: stage.charts.url,
      // Nobody dials it: no Argo CD runs here.
      codeRepoUrl: "https://git.example.com/shop/deploy-config.git",
      deleteCrds: "true",
    },
    secrets: {
      kubeconfig: readFileSync(physical.kubeconfigFile, "utf8"),
      hostKubeconfig: readFileSync(host.kubeconfigFile, "utf8"),
    },
    clusters: [physical, host].map(({ name, request }) => ({
      name,
      ask: (path) => request("GET", path),
    })),
    isExpected: () => false,
    onInstall: () => {},
    onFailure: (_, error) => Promise.reject(error),
    onRemoved: () => {},
    stop: () => stage.stop(),
  };
}
