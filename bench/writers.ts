import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreignEnvironment } from "../sandbox/bare-repository";
import { countingGit } from "./counting-git";
import type { Comparison, Figure, Result, Scale } from "./figure";
import { atMost, count, counted, median, seconds, size } from "./figure";
import type { Counts } from "./server";
import { between, startServer } from "./server";
import { jobOf } from "./writers/clusters";
import { commitPerFile } from "./writers/commit-per-file";
import { fastImport } from "./writers/fast-import";
import type { Job, Writer } from "./writers/job";
import { nautes } from "./writers/nautes";
import { ours } from "./writers/ours";
import { otherRecords } from "./writers/records";

const writers: readonly Writer[] = [...ours, fastImport, commitPerFile, nautes];

/** What was in the repository before. */
const others = 1_000;

/** What takes longer than this is not repeated. */
const patienceMs = 30_000;

interface Cost extends Counts {
  readonly milliseconds: number;
  readonly gitProcesses: number;
  /** Of what stands in the repository afterwards. */
  readonly tree: string;
}

/** Our writer beside other ways to get the same files into the same repository. */
export async function compareWriters(
  { sizes, rounds }: Scale,
  say: (text: string) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const clusters of sizes) {
    const job = jobOf(clusters);
    const taking = writers.filter(({ upTo }) => clusters <= upTo);
    const costs = new Map(taking.map((writer): [Writer, Cost[]] => [writer, []]));
    for (let round = 1; round <= rounds; round++) {
      for (const [writer, before] of costs) {
        if (before.some(({ milliseconds }) => milliseconds > patienceMs)) continue;
        say(`${counted(clusters, "cluster")}, round ${round} of ${rounds}: ${writer.name}`);
        before.push(await costOf(writer, job));
      }
    }
    checkEqual(costs);
    results.push(...figuresOf(clusters, costs), comparison(clusters, job, costs));
  }
  return results;
}

async function costOf(writer: Writer, job: Job): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), "writer-"));
  const server = await startServer(writer.server, others);
  const git = countingGit(folder);
  const path = process.env["PATH"];
  try {
    const before = await server.counts();
    process.env["PATH"] = git.path;
    const begun = performance.now();
    await writer.write({ server, folder }, job);
    const milliseconds = performance.now() - begun;
    const [gitProcesses, counts] = [git.started(), between(before, await server.counts())];
    const [other] = writer.same ? [] : otherRecords(server.repository, job);
    if (other !== undefined)
      throw new Error(`The record of ${other} is not what it should be: ${writer.name}.`);
    return { milliseconds, gitProcesses, ...counts, tree: treeOf(server.repository) };
  } finally {
    process.env["PATH"] = path;
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function treeOf(repository: string): string {
  const args = ["-C", repository, "rev-parse", "main^{tree}"];
  return execFileSync("git", args, { env: foreignEnvironment() }).toString().trim();
}

/** A writer that leaves something else behind has not done the same; of one that may, the records were looked at. */
function checkEqual(costs: ReadonlyMap<Writer, readonly Cost[]>): void {
  const trees = [...costs].flatMap(([{ same }, all]) => (same ? all.map(({ tree }) => tree) : []));
  if (new Set(trees).size !== 1) throw new Error("The writers did not write the same files.");
}

function figuresOf(clusters: number, costs: ReadonlyMap<Writer, readonly Cost[]>): Figure[] {
  const own = ours[0] === undefined ? undefined : costs.get(ours[0]);
  const least = costs.get(fastImport);
  if (own === undefined || least === undefined) return [];
  const ratio = ratioOf(own, least);
  const what = `${counted(clusters, "cluster")}: our writer on git, times as long as git fast-import`;
  return [{ ...atMost(what, ratio, 3), measured: ratio.toFixed(1) }];
}

function comparison(
  clusters: number,
  { files }: Job,
  costs: ReadonlyMap<Writer, readonly Cost[]>,
): Comparison {
  const first = [...costs.values()][0] ?? [];
  return {
    title: `${counted(clusters, "cluster")}, ${count(files.length)} files, in a repository of ${count(others)}`,
    columns: ["writer", "commits", "requests", "git processes", "on the wire", "seconds", "ratio"],
    rows: [...costs].map(([{ name }, all]) => [
      name,
      ...(["commits", "requests", "gitProcesses"] as const).map((key) =>
        count(median(all.map((one) => one[key]))),
      ),
      size(median(all.map(({ bytes }) => bytes))),
      seconds(all.map(({ milliseconds }) => milliseconds)),
      ratioOf(all, first).toFixed(1),
    ]),
  };
}

/** How much longer one takes than the other, of rounds in which they ran side by side. */
function ratioOf(costs: readonly Cost[], others: readonly Cost[]): number {
  return median(
    costs.flatMap(({ milliseconds }, round) => {
      const other = others[round];
      return other === undefined ? [] : [milliseconds / other.milliseconds];
    }),
  );
}
