import type { ClaimRequest } from "../../../provider/claims/request";
import type { MemoryEvent, MemoryRepo } from "../../../provider/config-repo/memory-repo";
import { createMemoryRepo } from "../../../provider/config-repo/memory-repo";
import type { Windows } from "../../../provider/writer/batch-rule";
import type { Call } from "../../../provider/writer/member";
import type { Patience } from "../../../provider/writer/patience";
import { Run } from "../../../provider/writer/run";
import { placeKey } from "../../../provider/writer/writer";
import { Writers } from "../../../provider/writer/writers";
import { FakeClock } from "./fake-clock";
import { keysOf } from "./requests";

export interface WorldOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Other repositories, by name. */
  readonly others?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Called before each operation on the tenant's repository. */
  readonly on?: (event: MemoryEvent, repo: MemoryRepo) => void | Promise<void>;
  readonly patience?: Partial<Patience>;
  readonly windows?: Partial<Windows>;
  readonly clock?: FakeClock;
  readonly repo?: MemoryRepo;
}

/** The writers of one process over memory repositories. */
export function world(options: WorldOptions = {}) {
  const clock = options.clock ?? new FakeClock();
  const events: MemoryEvent[] = [];
  const repo =
    options.repo ??
    createMemoryRepo(options.files, {
      on: (event, self) => {
        events.push(event);
        return options.on?.(event, self);
      },
    });
  const others = new Map(
    Object.entries(options.others ?? {}).map(([name, files]) => [name, createMemoryRepo(files)]),
  );
  const run = new Run(clock, 2);
  const writers = new Writers({
    open: (name) => others.get(name) ?? repo,
    branch: "main",
    message: {},
    clock,
    run,
    patience: { random: () => 0.5, ...options.patience },
    ...(options.windows === undefined ? {} : { windows: options.windows }),
  });
  const writer = writers.writer("tenant", "main");
  return { clock, events, repo, others, run, writers, writer, check, submit, preview };

  function check(request: ClaimRequest, repository = "tenant"): void {
    run.checked(request.owner, placeKey(repository, "main"), keysOf(request));
  }

  /** Checks all, then has all written. */
  function submit(requests: readonly ClaimRequest[], call: Call = {}) {
    for (const request of requests) if (request.hold !== undefined) check(request);
    return clock.until(Promise.allSettled(requests.map((request) => writer.submit(request, call))));
  }

  /** Checks all, then has all previewed. */
  function preview(requests: readonly ClaimRequest[]) {
    for (const request of requests) check(request);
    return clock.until(Promise.allSettled(requests.map((request) => writer.preview(request))));
  }
}

/** The changes that the commits after the first one made: path → text, or null when it was deleted. */
export function commitsOf(repo: MemoryRepo): string[][] {
  return repo.log.slice(1).map((commit, index) => {
    const before = repo.log[index]?.files ?? new Map<string, string>();
    const paths = new Set([...before.keys(), ...commit.files.keys()]);
    return [...paths].filter((path) => before.get(path) !== commit.files.get(path)).sort();
  });
}
