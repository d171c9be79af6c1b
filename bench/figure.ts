/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly goal?: string;
  /** Whether the goal is met; absent when there is none. */
  readonly met?: boolean;
}

/** How much is measured. */
export interface Scale {
  readonly clusters: number;
  readonly repetitions: number;
}

/** Measures something; `say` tells whoever waits how far it is. */
export type Measurement = (
  scale: Scale,
  say: (text: string) => void,
) => Figure[] | Promise<Figure[]>;

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

/** The middle of what was measured; the upper one of two. */
export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

/** The figures as a table in Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ["what", "measured", "goal", ""],
    ...figures.map(({ what, measured, goal, met }) => [
      what,
      measured,
      goal ?? "",
      met === undefined ? "" : met ? "met" : "**missed**",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) => line(row.map((cell, at) => cell.padEnd(widths[at] ?? 0))));
  return [lines[0], line(widths.map((width) => "-".repeat(width))), ...lines.slice(1)].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
