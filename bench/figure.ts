/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly goal?: string;
  /** Whether the goal is met; absent when there is none. */
  readonly met?: boolean;
}

/** Several ways to do the same, side by side. */
export interface Comparison {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export type Result = Figure | Comparison;

/** How much is measured. */
export interface Scale {
  readonly clusters: number;
  readonly repetitions: number;
  /** Numbers of clusters that writers are compared at. */
  readonly sizes: readonly number[];
  /** How often these are compared. */
  readonly rounds: number;
}

/** Measures something; `say` tells whoever waits how far it is. */
export type Measurement = (
  scale: Scale,
  say: (text: string) => void,
) => Result[] | Promise<Result[]>;

/** A figure whose goal is a number that it must not exceed. */
export function atMost(what: string, value: number, limit: number, unit = ""): Figure {
  const suffix = unit === "" ? "" : ` ${unit}`;
  return {
    what,
    measured: count(value) + suffix,
    goal: `≤ ${count(limit)}${suffix}`,
    met: value <= limit,
  };
}

/** A whole number as people write it. */
export function count(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}

/** So many of something: `1 cluster`, `1,000 clusters`. */
export function counted(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? "" : "s"}`;
}

/** The middle of what was measured; the upper one of two. */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

/** The middle figure with what the others were, for as many as were measured. */
export function seconds(milliseconds: readonly number[]): string {
  const [middle, ...sorted] = [median(milliseconds), ...milliseconds].map((one) => one / 1000);
  const shown = (middle ?? NaN).toFixed(2);
  if (sorted.length < 2) return shown;
  return `${shown} (${Math.min(...sorted).toFixed(2)}–${Math.max(...sorted).toFixed(2)})`;
}

/** Bytes as people read them. */
export function size(bytes: number): string {
  if (bytes < 10_000) return `${count(bytes)} B`;
  return bytes < 10_000_000 ? `${count(bytes / 1e3)} kB` : `${count(bytes / 1e6)} MB`;
}

/** All that was measured, as tables in Markdown. */
export function tables(results: readonly Result[]): string {
  const figures = results.filter((result) => "what" in result);
  const rows = figures.map(({ what, measured, goal, met }) => [
    what,
    measured,
    goal ?? "",
    met === undefined ? "" : met ? "met" : "**missed**",
  ]);
  const comparisons = results.filter((result) => "rows" in result);
  return [
    ...(rows.length === 0 ? [] : [markdown(["what", "measured", "goal", ""], rows)]),
    ...comparisons.map((one) => `${one.title}\n\n${markdown(one.columns, one.rows)}`),
  ].join("\n\n");
}

function markdown(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((_, at) =>
    Math.max(3, ...[columns, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  const lines = [columns, ...rows].map((row) =>
    line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))),
  );
  return [lines[0], line(widths.map((width) => "-".repeat(width))), ...lines.slice(1)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
