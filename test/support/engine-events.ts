import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PulumiProject, Ran } from "./pulumi-project";

/** One step of an update, as the engine told it. */
export interface Step {
  /** `create`, `update`, `delete`, `create-replacement` … */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** Places in the order of all events. */
  readonly begin: number;
  /** `Infinity`: it has not ended well. */
  readonly end: number;
}

interface Event {
  readonly resourcePreEvent?: { readonly metadata: Metadata };
  readonly resOutputsEvent?: { readonly metadata: Metadata };
}

interface Metadata {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
}

/** Runs `up` or `destroy` and answers the steps beside what was printed, without those that change nothing. */
export async function stepsOf(
  project: PulumiProject,
  command: "up" | "destroy",
  ...flags: string[]
): Promise<{ readonly ran: Ran; readonly steps: readonly Step[] }> {
  const log = join(project.folder, `${command}.events`);
  // The flag is one of those that the CLI shows to its own developers only.
  const ran = await project
    .environment({ PULUMI_DEBUG_COMMANDS: "true" })
    [command]("--event-log", log, ...flags);
  const events = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);
  return { ran, steps: steps(events) };
}

function steps(events: readonly Event[]): Step[] {
  return events.flatMap(({ resourcePreEvent }, begin) => {
    if (resourcePreEvent === undefined) return [];
    const { op, urn, type } = resourcePreEvent.metadata;
    if (op === "same" || op === "refresh") return [];
    const end = events.findIndex(
      ({ resOutputsEvent }) =>
        resOutputsEvent?.metadata.urn === urn && resOutputsEvent.metadata.op === op,
    );
    const name = urn.split("::").at(-1) ?? "";
    return [{ op, type, name, begin, end: end === -1 ? Infinity : end }];
  });
}
