import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerPhysicalCluster } from "../components/registration";
import { createBareRepository } from "../sandbox/bare-repository";
import type { Figure, Scale } from "./figure";
import { atMost, count, median } from "./figure";
import type { Started } from "./plugin";
import { memoryOf, registerAll, started, startedPlugin, stopped } from "./plugin";
import { tenant } from "./programs";

/** How long the provider takes until its port line, and what memory it has then and after a run. */
export async function start(
  { clusters, repetitions }: Scale,
  say: (text: string) => void,
): Promise<Figure[]> {
  say(`${repetitions} starts`);
  const plugins: Started[] = [];
  const bare: Started[] = [];
  for (let round = 0; round < repetitions; round++) {
    plugins.push(await endedAtOnce(startedPlugin()));
    bare.push(await endedAtOnce(bareNode()));
  }
  say(`memory of ${clusters} clusters`);
  const milliseconds = median(plugins.map((each) => each.milliseconds));
  const comparison = median(bare.map((each) => each.milliseconds));
  const memory = median(plugins.map((each) => each.memory));
  return [
    atMost("provider: start to port line, median", milliseconds, 150, "ms"),
    {
      what: "a bare `node -e`, started in turn with it",
      measured: `${count(comparison)} ms: the provider takes ${(milliseconds / comparison).toFixed(1)} times as long`,
    },
    ...processorTime(plugins, bare),
    atMost("provider: resident memory at the port line", mega(memory), 60, "MB"),
    {
      what: "a bare `node -e`: resident memory",
      measured: `${Math.round(mega(median(bare.map((each) => each.memory))))} MB`,
    },
    {
      what: `provider: resident memory after ${clusters} clusters of 30 files`,
      measured: `${Math.round(mega(await memoryAfter(clusters)))} MB`,
    },
  ];
}

function processorTime(plugins: readonly Started[], bare: readonly Started[]): Figure[] {
  const [own, comparison] = [plugins, bare].map((starts) =>
    median(starts.flatMap(({ processor }) => processor ?? [])),
  );
  if (own === undefined || Number.isNaN(own)) return [];
  const what = "processor time of these starts: provider, bare `node -e`";
  return [{ what, measured: `${own} ms, ${comparison ?? "?"} ms` }];
}

function bareNode(): Promise<Started> {
  const script = "process.stdout.write('0\\n'); setInterval(() => undefined, 1000)";
  return started(process.execPath, "-e", script);
}

async function endedAtOnce(starting: Promise<Started>): Promise<Started> {
  const one = await starting;
  await stopped(one);
  return one;
}

async function memoryAfter(clusters: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "memory-"));
  const plugin = await startedPlugin();
  try {
    createBareRepository(join(folder, "nautes", "tenant.git"), { "README.md": "config repo\n" });
    const resources = new Map(
      Array.from({ length: clusters }, (_, at): [string, Record<string, unknown>] => {
        const { claims } = registerPhysicalCluster({
          clusterName: `c${at}`,
          tenant,
          delivery: "pull",
          workerType: "deployment",
          apiServer: `https://10.1.${at + 1}.9:6443`,
        });
        return [`c${at}`, { ...claims }];
      }),
    );
    const configuration = {
      repository: "nautes/tenant",
      git: JSON.stringify({ url: folder }),
      cacheDirectory: join(folder, "cache"),
    };
    await registerAll(plugin, configuration, resources);
    return memoryOf(plugin.process);
  } finally {
    await stopped(plugin);
    rmSync(folder, { recursive: true, force: true });
  }
}

function mega(bytes: number): number {
  return bytes / 1e6;
}
