import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Comparison, Figure, Result, Scale } from "./figure";
import { atMost, count, median, seconds, size } from "./figure";
import type { Server } from "./server";
import { between, startServer } from "./server";
import { jobOf } from "./writers/clusters";
import type { OwnWriter } from "./writers/ours";
import { ours } from "./writers/ours";

const sizes = [1_000, 10_000];

/** What the folder holds in which git keeps what it fetched: nothing, as on a fresh runner, or what the run before left. */
const caches = { git: ["empty", "kept"], api: ["none"] } as const;

interface Cost {
  readonly milliseconds: number;
  readonly requests: number;
  readonly bytes: number;
}

interface Series {
  readonly writer: OwnWriter;
  readonly files: number;
  readonly cache: "empty" | "kept" | "none";
  readonly costs: Cost[];
}

/** One cluster registered in a small and in a large repository, in turn. */
export async function growth({ rounds }: Scale, say: (text: string) => void): Promise<Result[]> {
  const series: Series[] = [];
  for (const writer of ours) {
    say(`${writer.name}, repositories of ${sizes.map(count).join(" and ")} files`);
    const servers = await Promise.all(sizes.map((files) => startServer(writer.server, files)));
    const folders = sizes.map(() => mkdtempSync(join(tmpdir(), "growth-")));
    try {
      const own = sizes.map((files) =>
        caches[writer.transport].map((cache): Series => ({ writer, files, cache, costs: [] })),
      );
      series.push(...own.flat());
      // The first round leaves the caches, and is not counted.
      for (let round = 0; round <= 4 * rounds; round++) {
        for (const [at, server] of servers.entries()) {
          for (const { cache, costs } of own[at] ?? []) {
            const name = `${cache}-${round}-`;
            const cost = await costOf(writer, server, folders[at] ?? "", cache, name);
            if (round > 0) costs.push(cost);
          }
        }
      }
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  }
  return [...ratios(series), comparison(series)];
}

async function costOf(
  writer: OwnWriter,
  server: Server,
  kept: string,
  cache: Series["cache"],
  name: string,
): Promise<Cost> {
  const folder = cache === "kept" ? kept : mkdtempSync(join(tmpdir(), "growth-"));
  const job = jobOf(1, name);
  const before = await server.counts();
  const begun = performance.now();
  await writer.write({ server, folder }, job);
  const milliseconds = performance.now() - begun;
  if (folder !== kept) rmSync(folder, { recursive: true, force: true });
  return { milliseconds, ...between(before, await server.counts()) };
}

function ratios(series: readonly Series[]): Figure[] {
  const large = series.filter(({ files }) => files === sizes[1]);
  return large.map((one) => {
    const small = series.find(
      ({ writer, files, cache }) =>
        writer === one.writer && files === sizes[0] && cache === one.cache,
    );
    const ratio = median(
      one.costs.map(({ milliseconds }, round) => {
        return milliseconds / (small?.costs[round]?.milliseconds ?? NaN);
      }),
    );
    const what = `one cluster in 10,000 files, times as long as in 1,000: ${one.writer.name}, cache ${one.cache}`;
    const measured = ratio.toFixed(2);
    // The API gives a tree in pages: more files are more requests.
    if (one.writer.transport === "api") return { what, measured };
    return { ...atMost(what, ratio, 1.2), measured, goal: "≤ 1.2" };
  });
}

function comparison(series: readonly Series[]): Comparison {
  return {
    title: "One cluster registered in a repository of so many files",
    columns: ["writer", "files", "cache", "requests", "on the wire", "seconds"],
    rows: series.map(({ writer, files, cache, costs }) => [
      writer.name,
      count(files),
      cache,
      count(median(costs.map(({ requests }) => requests))),
      size(median(costs.map(({ bytes }) => bytes))),
      seconds(costs.map(({ milliseconds }) => milliseconds)),
    ]),
  };
}
