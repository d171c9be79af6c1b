import { foreignText } from "./foreign-text";
import type { Attempt } from "./attempt";
import type { ClaimRequest, LastChange } from "./request";

/** Trailer keys of our commits. */
export const stackTrailer = "Pulumi-Stack";
export const deedTrailers = {
  register: "Registers",
  update: "Updates",
  deregister: "Deregisters",
} as const;

/**
 * Trailer keys of commits on a server that cannot compare the branch: what a commit was to lie on, and which commit's
 * overwriting it undoes.
 */
export const windowTrailers = { basedOn: "Based-On", takesBack: "Takes-Back" } as const;

/**
 * Trailer key of a commit that only joins another branch into ours, by `project/stack`: what it changes is others' work,
 * too, and so it is not the stack's.
 */
export const joinTrailer = "Joined-By";

/** All of them: no commit may have one of these from elsewhere. */
export const ownTrailers: readonly string[] = [
  stackTrailer,
  joinTrailer,
  ...Object.values({ ...deedTrailers, ...windowTrailers }),
];

/** Whether a run of the stack made a commit with these trailers, be it a join alone. */
export function isBy(trailers: LastChange["trailers"], stack: string): boolean {
  return [stackTrailer, joinTrailer].some((key) => trailers.get(key)?.includes(stack));
}

/** How the owner of a request stands to a file that is not as it should be. */
export type Situation = "not held, equal" | "not held" | "changed";

/**
 * Whether the last change of a file was made by a run of the request's stack, so that the file is ours although the
 * state does not say so: a run was cut off, or another resource of the stack held it. A file of other content that was
 * not held must also have been written for the request's very subject. If not, the request is refused.
 */
export function isOurWork(attempt: Attempt, path: string, situation: Situation): boolean {
  const change = attempt.lastChange(path);
  if (change === undefined) return false;
  const stacks = change?.trailers.get(stackTrailer) ?? [];
  if (!stacks.includes(attempt.request.stack)) {
    refuseForeign(attempt, path, situation, change, stacks);
    return false;
  }
  if (situation === "not held" && !wasOurDeed(attempt.request, change)) {
    refuseSibling(attempt, path, change);
    return false;
  }
  const rival = situation === "changed" ? undefined : attempt.rivalFor(path);
  if (rival === undefined) return true;
  refuseRival(attempt, path, rival);
  return false;
}

/**
 * Whether a run of the request's stack made a commit for the request's very subject: what such a commit left in a
 * shared file under our identity is our own, for anything else would have been refused.
 */
export function wasOurDeed(
  { stack, hold, held }: ClaimRequest,
  change: LastChange | null,
): boolean {
  if (change?.trailers.get(stackTrailer)?.includes(stack) !== true) return false;
  const names = [hold, held].flatMap((claims) =>
    claims === undefined ? [] : nameOf(claims.subject),
  );
  const deeds = [deedTrailers.register, deedTrailers.update].flatMap(
    (key) => change.trailers.get(key) ?? [],
  );
  return deeds.some((subject) => names.includes(nameOf(subject)));
}

/** The name in a subject like `physical cluster pd`. */
export function nameOf(subject: string): string {
  return subject.trim().split(/\s+/).at(-1) ?? "";
}

/** Refuses because another owner of the run has what this one wants. */
export function refuseRival(
  attempt: Attempt,
  path: string,
  rival: string,
  what = `file ${path}`,
): void {
  attempt.refuse(
    "claim-rival",
    path,
    `The ${what} is claimed by ${rival} of the same run, too.`,
    "Only one resource can own it: give one of them another name, or remove it from the program.",
  );
}

/** Who changed a file last, as part of a sentence. */
export function lastWords(change: LastChange | null): string {
  if (change === null) return "no commit of this branch says who wrote it";
  const [author, subject] = [change.author, change.subject].map(foreignText);
  return `${author ?? ""} changed it last, in commit ${change.commit.slice(0, 12)} (${subject ?? ""})`;
}

function refuseSibling(attempt: Attempt, path: string, change: LastChange | null): void {
  attempt.refuse(
    "claim-conflict",
    path,
    `The file ${path} exists already, with other content, and the stack ${attempt.request.stack} did not write it for this registration: ${lastWords(change)}.`,
    "Remove from the program what owns it, choose another name, or set `adopt: true` to replace it.",
  );
}

function refuseForeign(
  attempt: Attempt,
  path: string,
  situation: Situation,
  change: LastChange | null,
  stacks: readonly string[],
): void {
  const who = lastWords(change);
  const [stack] = stacks;
  if (stack !== undefined && situation !== "changed") {
    attempt.refuse(
      "claim-conflict",
      path,
      `The file ${path} belongs to the stack ${foreignText(stack)}: ${who}.`,
      "Deregister it there first, choose another name, or set `adopt: true` to take it over.",
    );
  } else if (situation === "not held") {
    attempt.refuse(
      "claim-conflict",
      path,
      `The file ${path} exists already, with other content: ${who}.`,
      "Move or remove it, choose another name, or set `adopt: true` to replace it.",
    );
  } else if (situation === "not held, equal") {
    attempt.refuse(
      "claim-conflict",
      path,
      `The file ${path} exists already, with the very content that is asked for: ${who}.`,
      "Set `adopt: true` to take it over, or import it.",
    );
  } else {
    attempt.refuse(
      "claim-conflict",
      path,
      `The file ${path} was changed by somebody else: ${who}.`,
      "Run `pulumi refresh` to see the change and run again, or set `adopt: true` to override it.",
    );
  }
}
