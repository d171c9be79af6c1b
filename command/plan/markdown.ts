import { code, fenced, htmlCode } from "../../provider/claims/markdown";
import { headings } from "../../provider/claims/merge-request-text";
import { fileBlock } from "./blocks";
import type { Changes, Diagnostic, SubjectChange } from "./model";
import { hasFailed } from "./changes";
import type { Section } from "./fit";
import { fitted } from "./fit";
import { counted, countsOf, fileCounts, spokenCounts } from "./summary";

/** Resources beside the files that are named. */
const MOST_OTHERS = 100;

/** A plan in Markdown, of at most `limit` bytes; what does not fit is said. */
export function markdownOf(changes: Changes, limit: number): string {
  const errors = messages(changes.diagnostics, "error", limit / 4);
  const warnings = messages(changes.diagnostics, "warning", limit / 8);
  const head = [titleOf(changes), summaryOf(changes), ...errors].join("\n\n");
  const tail = [...othersOf(changes), ...warnings];
  return fitted({ head, sections: sectionsOf(changes.subjects), tail: tail.join("\n\n") }, limit);
}

function titleOf({ stack }: Changes): string {
  return stack === undefined ? "## Plan" : `## Plan of ${code(stack)}`;
}

function summaryOf(changes: Changes): string {
  const counts = countsOf(changes);
  const { register, update, deregister, others } = counts;
  const failed = hasFailed(changes)
    ? "**The preview failed: `pulumi up` would not do this.**\n\n"
    : "";
  if (register + update + deregister + others === 0) return `${failed}Nothing changes.`;
  const verbs = [
    register > 0 ? `${headings.register.toLowerCase()} ${register}` : "",
    update > 0 ? `${headings.update.toLowerCase()} ${update}` : "",
    deregister > 0 ? `${headings.deregister.toLowerCase()} ${deregister}` : "",
  ].filter(Boolean);
  const what = verbs.length === 0 ? "changes no registration" : verbs.join(", ");
  const rest = others === 0 ? "" : ` ${counted(others, "other resource")} change.`;
  return `${failed}This ${what}: ${spokenCounts(counts)}.${rest}`;
}

function sectionsOf(subjects: readonly SubjectChange[]): Section[] {
  const verbs = ["register", "update", "deregister"] as const;
  return verbs.flatMap((verb) => {
    const mine = subjects.filter((subject) => subject.verb === verb);
    return mine.map((subject, index) => ({
      heading: index === 0 ? `### ${headings[verb]}` : undefined,
      name: subject.subject,
      begin: beginOf(subject),
      files: subject.files.map(fileBlock),
      end: "</details>",
    }));
  });
}

function beginOf({ subject, files, notes, place }: SubjectChange): string {
  const what = files.length === 0 && notes.length > 0 ? "see" : spokenCounts(fileCounts(files));
  const summary = `<details><summary>${htmlCode(subject)}: ${what}</summary>`;
  return [summary, `In ${code(place)}.`, ...notes.map((note) => code(note))].join("\n\n");
}

function messages(
  diagnostics: readonly Diagnostic[],
  severity: "error" | "warning",
  limit: number,
): string[] {
  const mine = diagnostics.filter((one) => one.severity === severity);
  if (mine.length === 0) return [];
  const texts: string[] = [];
  let size = 0;
  for (const { about, message } of mine) {
    const text = about === "" ? message : `${about}: ${message}`;
    size += Buffer.byteLength(text);
    if (size > limit) break;
    texts.push(text);
  }
  const left = mine.length - texts.length;
  const block = fenced(texts.join("\n\n"), "text");
  const more = left > 0 ? [`${counted(left, severity)} more did not fit.`] : [];
  if (severity === "error") return ["### Errors", block, ...more];
  const summary = `<details><summary>${counted(mine.length, "warning")}</summary>`;
  return [[summary, block, ...more, "</details>"].join("\n\n")];
}

function othersOf({ others }: Changes): string[] {
  if (others.length === 0) return [];
  const rows = others
    .slice(0, MOST_OTHERS)
    .map(({ op, type, name }) => `| ${code(op)} | ${code(type)} | ${code(name)} |`);
  const left = others.length - rows.length;
  const table = ["| | type | name |", "| --- | --- | --- |", ...rows].join("\n");
  const summary = `<details><summary>${counted(others.length, "other resource")}</summary>`;
  return [[summary, table, ...(left > 0 ? [`and ${left} more.`] : []), "</details>"].join("\n\n")];
}
