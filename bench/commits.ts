import { availableParallelism } from "node:os";
import type { Figure, Scale } from "./figure";
import { atMost } from "./figure";
import { physicalProgram, plainProgram } from "./programs";
import type { Cost, Workbench } from "./workbench";
import { withWorkbench } from "./workbench";

/** The engine then writes its state once, at the end, instead of at every step. */
const withoutCheckpoints = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** The engine's default limit of operations at once. */
const usual = 4 * availableParallelism();

interface Kind {
  readonly name: string;
  readonly program: string;
}

/** The clusters come and go. */
interface Cycle {
  readonly up: Cost;
  readonly destroy: Cost;
}

interface Run extends Cycle {
  readonly preview: Cost;
  readonly again: Cost;
}

/** What registering and deregistering many clusters costs, through the real CLI. */
export async function commits({ clusters }: Scale, say: (text: string) => void): Promise<Figure[]> {
  const kinds: Kind[] = [
    { name: `${clusters} × 2 files`, program: plainProgram(clusters) },
    { name: `${clusters} × 30 files`, program: physicalProgram(clusters) },
  ];
  const figures: Figure[] = [];
  for (const kind of kinds) {
    for (const parallel of [128, undefined]) {
      const name = `${kind.name}, ${parallel === undefined ? `default (${usual})` : `--parallel ${parallel}`}`;
      const flags = parallel === undefined ? [] : ["--parallel", String(parallel)];
      say(name);
      const [run, skipping] = await sideBySide(kind.program, flags);
      const goal = Math.ceil(clusters / (parallel ?? usual));
      figures.push(...figuresOf(name, run, skipping, parallel === undefined ? goal : 3));
    }
  }
  return figures;
}

/** Up and destroy with and without checkpoints, one right after the other. */
function sideBySide(program: string, flags: readonly string[]): Promise<[Run, Cycle]> {
  return withWorkbench(program, (normal) =>
    withWorkbench(
      program,
      async (skipping) => {
        const preview = await normal.cost("preview", ...flags);
        const up = await both("up", "--yes", "--skip-preview");
        const again = await normal.cost("up", "--yes", "--skip-preview", ...flags);
        if ([heldBy(normal), heldBy(skipping)].includes(1)) throw new Error("Nothing registered.");
        const destroy = await both("destroy", "--yes", "--skip-preview");
        if (heldBy(normal) + heldBy(skipping) !== 2) throw new Error("Not all is deregistered.");
        return [
          { preview, up: up[0], again, destroy: destroy[0] },
          { up: up[1], destroy: destroy[1] },
        ] satisfies [Run, Cycle];

        async function both(...args: string[]): Promise<[Cost, Cost]> {
          return [await normal.cost(...args, ...flags), await skipping.cost(...args, ...flags)];
        }
      },
      withoutCheckpoints,
    ),
  );
}

/** How many files the repository holds; it began with one. */
function heldBy({ repository }: Workbench): number {
  return repository.git("ls-tree", "-r", "--name-only", "main").split("\n").length;
}

function figuresOf(name: string, run: Run, skipping: Cycle, limit: number): Figure[] {
  const steps = [run.preview, run.up, run.again, run.destroy];
  return [
    atMost(`${name}: commits of up`, run.up.commits, limit),
    atMost(`${name}: commits of destroy`, run.destroy.commits, limit),
    atMost(
      `${name}: commits of preview and of an unchanged up`,
      run.preview.commits + run.again.commits,
      0,
    ),
    {
      what: `${name}: git processes of preview, up, unchanged up, destroy`,
      measured: steps.map(({ gitProcesses }) => gitProcesses).join(", "),
    },
    {
      what: `${name}: seconds of preview, up, unchanged up, destroy`,
      measured: steps.map(({ seconds }) => seconds.toFixed(1)).join(", "),
    },
    {
      what: `${name}: up and destroy, times as long as with PULUMI_SKIP_CHECKPOINTS`,
      measured: `${ratio(run.up, skipping.up)}, ${ratio(run.destroy, skipping.destroy)}`,
    },
  ];
}

function ratio(one: Cost, other: Cost): string {
  return (one.seconds / other.seconds).toFixed(1);
}
