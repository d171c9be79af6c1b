import type { Stage } from "./stage";

const pauseMs = 1000;

/** Tells, once each, which programs of a stage end by themselves, and which virtual clusters come and go. */
export function watchStage(stage: Stage, tell: (line: string) => void): { stop(): void } {
  const ended = new Set<number>();
  let known = new Map<string, string>();

  function look(): void {
    for (const { name, pid, where } of programsOf(stage)) {
      if (ended.has(pid) || isAlive(pid)) continue;
      ended.add(pid);
      tell(`A program of ${name} has ended by itself (pid ${pid}); its log is in ${where}.`);
    }
    const found = virtualClustersOf(stage);
    for (const [name, told] of found) if (!known.has(name)) tell(told);
    for (const name of known.keys()) if (!found.has(name)) tell(`Virtual cluster ${name} is gone.`);
    known = found;
  }
  const timer = setInterval(look, pauseMs);
  return { stop: () => clearInterval(timer) };
}

interface Program {
  readonly name: string;
  readonly pid: number;
  readonly where: string;
}

function programsOf({ folder, etcd, vault, clusters }: Stage): Program[] {
  return [
    { name: "etcd", pid: etcd.pid, where: `${folder}/etcd` },
    ...(vault === undefined ? [] : [{ name: "vault", pid: vault.pid, where: `${folder}/vault` }]),
    ...clusters.flatMap(({ plane }) =>
      plane.pids.map((pid) => ({
        name: `cluster ${plane.name}`,
        pid,
        where: `${folder}/clusters/${plane.name}`,
      })),
    ),
  ];
}

/** `<name> on <host>` → what there is to say about it. */
function virtualClustersOf({ clusters }: Stage): Map<string, string> {
  return new Map(
    clusters.flatMap(({ plane, virtualClusters }) =>
      (virtualClusters?.running() ?? []).map(({ name, nodePort, pid, log }) => {
        const title = `${name} on ${plane.name}`;
        const place = nodePort === undefined ? "" : ` at https://127.0.0.1:${nodePort}`;
        return [title, `Virtual cluster ${title} runs${place}, pid ${pid}, log ${log}`] as const;
      }),
    ),
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
