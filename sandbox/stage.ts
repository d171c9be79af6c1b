import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createBareRepository } from "./bare-repository";
import { startChartRepository, type ChartRepository } from "./chart-repository/chart-repository";
import { startCluster, type Cluster } from "./cluster";
import { startEtcd, type Etcd } from "./control-plane/etcd";
import { mergedKubeconfig } from "./merged-kubeconfig";
import { Started } from "./process";
import { startVault, type Vault } from "./vault/vault";

/** The config repo that a stage has from the beginning, below its folder of repositories. */
export const tenantRepository = "nautes/tenant";

export interface StageOptions {
  /** For all that is written; made if absent. */
  readonly folder: string;
  /** Names of the clusters. */
  readonly clusters: readonly string[];
  /** Whether each of them can be a host. */
  readonly virtualClusters: boolean;
  readonly vault: boolean;
  /** Folders with kubectl and helm, for the PATH of the environment file. @default none */
  readonly tools?: readonly string[];
  /** Told before each part what it is. */
  readonly onStart?: (what: string) => void;
  /** When it aborts, no further part is started, and what was started is ended. */
  readonly signal?: AbortSignal;
}

/** All that Pulumi programs with clusters talk to, on the loopback address. */
export interface Stage {
  readonly folder: string;
  /** Of bare repositories; the value of `nautes:git.url`. */
  readonly repositories: string;
  readonly etcd: Etcd;
  readonly charts: ChartRepository;
  /** Undefined: it was not asked for. */
  readonly vault: Vault | undefined;
  readonly clusters: readonly Cluster[];
  /** Path of a kubeconfig with all clusters, each a context of its name. */
  readonly kubeconfigFile: string;
  /** Path of a shell script that sets what kubectl, helm and Pulumi programs read; it holds Vault's token. */
  readonly environmentFile: string;
  /** Ends everything, in reverse order; the folder stays. */
  stop(): Promise<void>;
}

/**
 * Starts etcd, a chart repository, a Vault and clusters, one after the other, and makes an empty config repo.
 * @throws Error saying which part cannot be had and why, after all that was started has ended; or the signal's reason
 */
export async function startStage(options: StageOptions): Promise<Stage> {
  const started = new Started();
  try {
    return await start(options, started);
  } catch (error) {
    await started.stop();
    throw error;
  }
}

async function start(options: StageOptions, started: Started): Promise<Stage> {
  const { folder, virtualClusters, onStart, signal } = options;
  async function part<Part extends { stop(): Promise<void> }>(
    what: string,
    begin: () => Promise<Part>,
  ): Promise<Part> {
    signal?.throwIfAborted();
    onStart?.(what);
    return started.add(await begin());
  }
  mkdirSync(folder, { recursive: true });
  // It will hold kubeconfigs and a token.
  chmodSync(folder, 0o700);
  const repositories = join(folder, "git");
  createBareRepository(join(repositories, `${tenantRepository}.git`), {
    "README.md": "The tenant's config repo.\n",
  });
  const etcd = await part("etcd", () => startEtcd({ folder: join(folder, "etcd") }));
  const charts = await part("chart repository", () =>
    startChartRepository({ folder: join(folder, "charts") }),
  );
  const vault = options.vault
    ? await part("Vault", () => startVault({ folder: join(folder, "vault") }))
    : undefined;
  const clusters: Cluster[] = [];
  for (const name of options.clusters) {
    const where = join(folder, "clusters", name);
    clusters.push(
      await part(`cluster ${name}`, () =>
        startCluster({ name, folder: where, etcd, virtualClusters }),
      ),
    );
  }
  signal?.throwIfAborted();
  const planes = clusters.map(({ plane }) => plane);
  const kubeconfigFile = secretFile(join(folder, "kubeconfig"), mergedKubeconfig(planes));
  const environmentFile = secretFile(
    join(folder, "environment"),
    environment({ kubeconfigFile, vault }, options.tools ?? []),
  );
  return {
    folder,
    repositories,
    etcd,
    charts,
    vault,
    clusters,
    kubeconfigFile,
    environmentFile,
    stop: () => started.stop(),
  };
}

function environment(
  { kubeconfigFile, vault }: Pick<Stage, "kubeconfigFile" | "vault">,
  tools: readonly string[],
): string {
  const values = {
    KUBECONFIG: kubeconfigFile,
    ...(vault === undefined ? {} : { VAULT_ADDR: vault.address, VAULT_TOKEN: vault.token }),
  };
  const lines = Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  const path = tools.map((folder) => `${quoted(folder)}${delimiter}`).join("");
  return `${lines.join("")}${path === "" ? "" : `export PATH=${path}"$PATH"\n`}`;
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function secretFile(path: string, text: string): string {
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}
