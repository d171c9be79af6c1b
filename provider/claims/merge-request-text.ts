import type { Deed } from "./commit-message";
import { worded } from "./commit-message";
import { code } from "./markdown";
import { deedTrailers, stackTrailer } from "./origin";

/** How merge requests are worded. */
export interface MergeRequestWords {
  /** Template with `{summary}`, `{names}`, `{stack}`, `{count}`. @default "{summary}" */
  readonly title?: string | undefined;
  /** Markdown that stands before the plan; the same template. @default none */
  readonly description?: string | undefined;
}

/** A file that the merge request changes on its target. */
export interface ChangedFile {
  readonly path: string;
  readonly kind: "new" | "changed" | "deleted";
}

/** Files that a description names: GitLab shows all of them beside it. */
const LONGEST_LIST = 200;

const begin = "<!-- pulumi-nautes: plan -->";
const end = "<!-- pulumi-nautes: end of plan -->";
const nothing = "Nothing is left to change.";

/** The branch of a stack's merge requests, from `project/stack`. */
export function defaultBranch(stack: string): string {
  const name = stack.replace("/", "-").replaceAll(/[^A-Za-z0-9._-]+/g, "-");
  const safe = name.replaceAll(/\.{2,}/g, ".").replace(/^[.-]+|(?:\.lock|[.-])+$/g, "");
  return `pulumi-nautes/${safe === "" ? "stack" : safe}`;
}

/** What one of our commits does, by its trailers. */
export function deedsIn(trailers: ReadonlyMap<string, readonly string[]>): Deed[] {
  const stack = trailers.get(stackTrailer)?.join(", ") ?? "";
  return verbs.flatMap((verb) =>
    (trailers.get(deedTrailers[verb]) ?? []).map((subject) => ({ verb, subject, stack })),
  );
}

const verbs = ["register", "update", "deregister"] as const;

/** What deeds and later ones come to, seen from the target: what was registered and is deregistered was never there. */
export function mergedDeeds(before: readonly Deed[], later: readonly Deed[]): Deed[] {
  const found = new Map(before.map((deed) => [deed.subject, deed]));
  for (const deed of later) {
    const verb = joined(found.get(deed.subject)?.verb, deed.verb);
    if (verb === undefined) found.delete(deed.subject);
    else found.set(deed.subject, { ...deed, verb });
  }
  return [...found.values()];
}

function joined(first: Deed["verb"] | undefined, then: Deed["verb"]): Deed["verb"] | undefined {
  if (first === "register") return then === "deregister" ? undefined : "register";
  if (first === "deregister" && then === "register") return "update";
  return then;
}

/** The title. @throws invalid-configuration */
export function titleOf(words: MergeRequestWords, deeds: readonly Deed[]): string {
  const title = worded(words.title ?? "{summary}", deeds, "mergeRequest.title");
  return title.replaceAll(/\s+/g, " ").trim().slice(0, 255) || "Change the registrations";
}

/** The title to give: a draft stays one, and what a person wrote stays. */
export function newTitle(shown: string, old: string, now: string): string {
  const [, draft = "", rest = shown] = /^(draft:\s*)?([^]*)$/i.exec(shown) ?? [];
  return rest === old ? draft + now : shown;
}

/**
 * The description: the words of the configuration, then the plan between two marks; of one that is there already, only
 * what is between the marks is replaced.
 * @throws invalid-configuration
 */
export function descriptionOf(
  words: MergeRequestWords,
  deeds: readonly Deed[],
  files: readonly ChangedFile[],
  before?: string,
): string {
  const plan = `${begin}\n${planOf(deeds, files)}\n${end}`;
  const at = place(before ?? "");
  if (before !== undefined && at !== undefined) {
    return before.slice(0, at.start) + plan + before.slice(at.end);
  }
  const own = before ?? worded(words.description ?? "", deeds, "mergeRequest.description");
  return own.trim() === "" ? plan : `${own.trimEnd()}\n\n${plan}`;
}

function planOf(deeds: readonly Deed[], files: readonly ChangedFile[]): string {
  if (files.length === 0) return nothing;
  const parts = verbs.flatMap((verb) => {
    const mine = deeds.filter((deed) => deed.verb === verb);
    if (mine.length === 0) return [];
    return [`### ${headings[verb]}`, mine.map(line).join("\n")];
  });
  const listed = files
    .slice(0, LONGEST_LIST)
    .map(({ path, kind }) => `| ${code(path)} | ${kind} |`);
  const more = files.length - listed.length;
  const rest = more > 0 ? [`and ${more} more.`] : [];
  const table = ["| file | |", "| --- | --- |", ...listed].join("\n");
  return [...parts, "### Files", table, ...rest, by].join("\n\n");
}

/** What stands above the deeds of each kind. */
export const headings = {
  register: "Registers",
  update: "Updates",
  deregister: "Deregisters",
} as const;
const by =
  "Kept by pulumi-nautes: what is outside of this part stays. " +
  "Closing this without merging refuses the change; the next preview says so.";

function line({ subject, stack }: Deed): string {
  return `- ${code(subject)} of ${code(stack)}`;
}

/** The deeds that a description of ours tells. */
export function deedsOf(description: string): Deed[] {
  const at = place(description);
  const deeds: Deed[] = [];
  let verb: Deed["verb"] | undefined;
  for (const text of at === undefined ? [] : description.slice(at.start, at.end).split(/\r?\n/)) {
    const heading = /^### (\w+)$/.exec(text)?.[1];
    if (heading !== undefined) verb = verbs.find((one) => headings[one] === heading);
    const [, subject, stack] = /^- `([^`]*)` of `([^`]*)`$/.exec(text) ?? [];
    if (verb !== undefined && subject !== undefined && stack !== undefined) {
      deeds.push({ verb, subject, stack });
    }
  }
  return deeds;
}

/** Whether a description of ours says that nothing was left to merge. */
export function isEmptied(description: string): boolean {
  const at = place(description);
  return at !== undefined && description.slice(at.start, at.end).includes(nothing);
}

function place(text: string): { readonly start: number; readonly end: number } | undefined {
  const start = text.indexOf(begin);
  const close = text.indexOf(end, start);
  return start < 0 || close < 0 ? undefined : { start, end: close + end.length };
}
