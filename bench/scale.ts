import { availableParallelism } from "node:os";
import type { Comparison, Figure, Result, Scale } from "./figure";
import { atMost, count, size } from "./figure";
import { physicalProgram, plainProgram } from "./programs";
import type { Via } from "./remote";
import type { Cost, Workbench } from "./workbench";
import { withWorkbench } from "./workbench";

/** The engine then writes its state once, at the end, instead of at every step. */
const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** The engine's default limit of operations at once. */
const usual = 4 * availableParallelism();

const names: Readonly<Record<Via, string>> = {
  folder: "folder",
  git: "git",
  gitlab: "GitLab, git",
  "gitlab-api": "GitLab, its API",
};

interface Course {
  readonly clusters: number;
  readonly files: 2 | 30;
  readonly via: Via;
  readonly parallel: number | undefined;
  readonly skips?: boolean;
}

type Step = "preview" | "up" | "unchanged preview" | "unchanged up" | "destroy";

type Steps = ReadonlyMap<Step, Cost>;

/** What registering and deregistering clusters costs through the real CLI, from one to a thousand. */
export async function scale(
  { sizes, clusters }: Scale,
  say: (text: string) => void,
): Promise<Result[]> {
  const figures: Figure[] = [];
  const rows: string[][] = [];
  for (const course of coursesFor(sizes, clusters)) {
    say(nameOf(course));
    const steps = await run(course);
    figures.push(...goals(course, steps));
    const measured = row(course, steps);
    // A course may take ten minutes, and who ends the run early should have something.
    say(measured.slice(1).join(" | "));
    rows.push(measured);
  }
  return [...figures, comparison(rows)];
}

function coursesFor(sizes: readonly number[], clusters: number): Course[] {
  const wide = sizes.flatMap((size) =>
    (size > 100 ? viaGitlab : viaAll).map((via): Course => ({
      clusters: size,
      files: 2,
      via,
      parallel: size > 100 ? 256 : 128,
    })),
  );
  return [
    ...wide,
    { clusters, files: 2, via: "git", parallel: undefined },
    { clusters, files: 30, via: "git", parallel: 128 },
    { clusters, files: 30, via: "git", parallel: 128, skips: true },
  ];
}

const viaAll = ["git", "gitlab", "gitlab-api"] as const;
const viaGitlab = ["gitlab", "gitlab-api"] as const;

function run({ clusters, files, via, parallel, skips }: Course): Promise<Steps> {
  const program = files === 2 ? plainProgram(clusters) : physicalProgram(clusters);
  const flags = parallel === undefined ? [] : ["--parallel", String(parallel)];
  return withWorkbench(program, course, {
    via,
    environment: skips === true ? withoutCheckpoints : {},
  });

  async function course(bench: Workbench): Promise<Steps> {
    const steps = new Map<Step, Cost>();
    const update = ["--yes", "--skip-preview"];
    steps.set("preview", await bench.cost("preview", ...flags));
    steps.set("up", await bench.cost("up", ...update, ...flags));
    if (bench.files() <= clusters) throw new Error("Not all is registered.");
    steps.set("unchanged preview", await bench.cost("preview", ...flags));
    steps.set("unchanged up", await bench.cost("up", ...update, ...flags));
    steps.set("destroy", await bench.cost("destroy", ...update, ...flags));
    if (bench.files() !== 1) throw new Error("Not all is deregistered.");
    return steps;
  }
}

function goals(course: Course, steps: Steps): Figure[] {
  const name = nameOf(course);
  const [up, preview, destroy] = [cost("up"), cost("unchanged preview"), cost("destroy")];
  const many = course.clusters > 100;
  const commits = many
    ? 12
    : course.parallel === undefined
      ? Math.ceil(course.clusters / usual)
      : 2;
  const quiet = ["preview", "unchanged preview", "unchanged up"] as const;
  const written = quiet.map((step) => cost(step).commits).reduce((sum, one) => sum + one, 0);
  return [
    atMost(`${name}: commits of up`, up.commits, commits),
    atMost(`${name}: commits of destroy`, destroy.commits, commits),
    atMost(`${name}: commits of both previews and of an unchanged up`, written, 0),
    ...(many || course.parallel === undefined
      ? []
      : [atMost(`${name}: requests of up`, up.requests, 12)]),
    ...(many ? [atMost(`${name}: requests of an unchanged preview`, preview.requests, 30)] : []),
  ];

  function cost(step: Step): Cost {
    const found = steps.get(step);
    if (found === undefined) throw new Error(`${step} was not measured.`);
    return found;
  }
}

function nameOf({ clusters, files, via, parallel, skips }: Course): string {
  const limit = parallel === undefined ? `default (${usual})` : `--parallel ${parallel}`;
  const state = skips === true ? ", PULUMI_SKIP_CHECKPOINTS" : "";
  return `${count(clusters)} × ${files} files, ${names[via]}, ${limit}${state}`;
}

function row(course: Course, steps: Steps): string[] {
  const costs = [...steps.values()];
  return [
    nameOf(course),
    ...(["commits", "requests", "gitProcesses", "fetches"] as const).map((key) =>
      costs.map((cost) => count(cost[key])).join(", "),
    ),
    costs.map(({ bytes }) => size(bytes)).join(", "),
    costs.map((cost) => cost.seconds.toFixed(1)).join(", "),
  ];
}

function comparison(rows: readonly (readonly string[])[]): Comparison {
  return {
    title:
      "Through the real CLI, state in files: preview, up, unchanged preview, unchanged up, destroy",
    columns: [
      "clusters",
      "commits",
      "requests",
      "git processes",
      "fetches",
      "on the wire",
      "seconds",
    ],
    rows,
  };
}
