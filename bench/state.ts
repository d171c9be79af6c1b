import type { Claims } from "../provider/claims/model";
import type { Figure, Scale } from "./figure";
import { atMost, count } from "./figure";
import { oneOfEach, oneOfEachProgram } from "./programs";
import { withWorkbench } from "./workbench";

interface Resource {
  readonly urn: string;
  readonly inputs?: Partial<Claims>;
  readonly outputs?: unknown;
  readonly stackTrace?: unknown;
}

/** Bytes of state for one cluster of each class, beyond the content of its files. */
export function state(_scale: Scale, say: (text: string) => void): Promise<Figure[]> {
  say("one cluster of each class");
  return withWorkbench(oneOfEachProgram, async (workbench) => {
    await workbench.pulumi("up", "--yes", "--skip-preview");
    const exported = JSON.parse(await workbench.pulumi("stack", "export")) as {
      deployment: { resources: Resource[] };
    };
    const { resources } = exported.deployment;
    return Object.entries(oneOfEach).flatMap(([clusterClass, name]) => {
      const own = resources.filter(
        ({ urn }) => nameIn(urn) === name || nameIn(urn).startsWith(`${name}-`),
      );
      const content = sum(own.map(({ inputs }) => contentSize(inputs ?? {})));
      if (content === 0) throw new Error(`The state holds no files of ${name}.`);
      const beyond = sum(own.map(size)) - content;
      return [
        atMost(
          `state of a ${clusterClass} beyond ${count(content)} bytes of content`,
          beyond,
          2000,
          "bytes",
        ),
        {
          what: "of these, what any two resources have; what we add",
          measured: breakdown(own, beyond),
        },
      ];
    });
  });
}

function nameIn(urn: string): string {
  return urn.split("::")[3] ?? "";
}

/** The documents, texts, entries and shared documents themselves, with their paths, as they stand in the state. */
function contentSize({
  documents = {},
  texts = {},
  entries = {},
  shared = {},
}: Partial<Claims>): number {
  return sum([
    ...[documents, texts].filter(isFilled).map(size),
    ...Object.entries(entries).map(([path, { values }]) => size({ [path]: values })),
    ...Object.entries(shared).map(([path, { document }]) => size({ [path]: document })),
  ]);
}

/** What the engine and its SDK note of any resource, and the largest parts of what our inputs and outputs add. */
function breakdown(resources: readonly Resource[], beyond: number): string {
  const sizes = new Map<string, number>();
  for (const { inputs = {}, outputs } of resources) {
    const { requires = [], forbids = [] } = inputs;
    add("guards", size([requires, forbids]));
    add(
      "scaffolds",
      sum(Object.values(inputs.entries ?? {}).map(({ scaffold }) => size(scaffold))),
    );
    add("outputs", size(outputs ?? {}));
  }
  const notes = sum(
    resources.map((one) => size({ ...one, inputs: undefined, outputs: undefined })),
  );
  const traces = sum(resources.map(({ stackTrace }) => size(stackTrace ?? [])));
  const ours = [...sizes].map(([what, bytes]) => `${what} ${count(bytes)}`).join(", ");
  return `${count(notes)} (stack traces ${count(traces)}); ${count(beyond - notes)} (${ours})`;

  function add(what: string, bytes: number): void {
    sizes.set(what, (sizes.get(what) ?? 0) + bytes);
  }
}

function isFilled(part: object): boolean {
  return Object.keys(part).length > 0;
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
