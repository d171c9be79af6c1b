import type { Check, Status } from "./check";

/** How many checks came out how. */
export function countsOf(checks: readonly Check[]): Readonly<Record<Status, number>> {
  return { ok: by("ok"), warning: by("warning"), failed: by("failed"), skipped: by("skipped") };

  function by(status: Status): number {
    return checks.filter((check) => check.status === status).length;
  }
}

/** The report as a person reads it. */
export function report(checks: readonly Check[]): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const indent = " ".repeat("skipped".length + width + 4);
  const lines: string[] = [];
  let about = "";
  for (const check of checks) {
    if (check.about !== about && check.about !== "") lines.push("", `${check.about}:`);
    else if (check.about !== about) lines.push("");
    about = check.about;
    lines.push(`${check.status.padEnd(7)}  ${check.id.padEnd(width)}  ${check.says}`);
    for (const line of check.remedy?.split("\n") ?? []) lines.push(indent + line);
  }
  const { ok, warning, failed, skipped } = countsOf(checks);
  const counts = `${ok} ok, ${warning} warning${warning === 1 ? "" : "s"}, ${failed} failed, ${skipped} skipped.`;
  return `${[...lines, "", counts].join("\n")}\n`;
}

/** The same for programs. */
export function asJson(checks: readonly Check[]): string {
  const counts = countsOf(checks);
  return `${JSON.stringify({ ok: counts.failed === 0, counts, checks }, undefined, 2)}\n`;
}
