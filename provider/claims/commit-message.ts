import { NautesError } from "../errors";
import { deedTrailers, joinTrailer, nameOf, ownTrailers, stackTrailer } from "./origin";
import type { ClaimRequest, CommitPlan } from "./request";

/** How commits are worded. */
export interface MessageSettings {
  /** The message before the trailers, with `{summary}`, `{names}`, `{stack}`, `{count}`. @default "{summary}" */
  readonly message?: string | undefined;
  /** Further trailers, key → value. */
  readonly trailers?: { readonly [key: string]: string } | undefined;
}

/** What a commit does to one registration. */
export interface Deed {
  readonly verb: keyof typeof deedTrailers;
  readonly subject: string;
  readonly stack: string;
}

const longest = 72;
const named = 3;
const verbs = { register: "Register", update: "Update", deregister: "Deregister" } as const;

/**
 * The message of a commit that fulfils these requests: counts and names in the subject, then one trailer for each
 * stack and for each registration that the commit changes.
 * @throws invalid-configuration if the template has another placeholder, or a trailer is one of ours
 */
export function commitMessage(
  requests: readonly ClaimRequest[],
  plan: Pick<CommitPlan, "outcomes">,
  settings: MessageSettings = {},
): string {
  const deeds = requests.flatMap((request) => deedOf(request, plan));
  const stacks = [...new Set(deeds.map(({ stack }) => stack))];
  const trailers = [
    ...givenTrailers(settings),
    ...stacks.map((stack) => `${stackTrailer}: ${stack}`),
    ...deeds.map(({ verb, subject }) => `${deedTrailers[verb]}: ${subject}`),
  ];
  return `${worded(settings.message ?? "{summary}", deeds, "commit.message")}\n\n${trailers.join("\n")}\n`;
}

/**
 * The message of a commit that only joins another branch into ours, worded as the others, for push rules ask the same.
 * @throws invalid-configuration as `commitMessage` does
 */
export function joinMessage(summary: string, stack: string, settings: MessageSettings): string {
  const values = { summary, names: "", stack, count: "0" };
  const trailers = [...givenTrailers(settings), `${joinTrailer}: ${oneLine(stack)}`];
  const text = filled(settings.message ?? "{summary}", values, "commit.message");
  return `${text}\n\n${trailers.join("\n")}\n`;
}

/**
 * A text with what is known of deeds put in for `{summary}`, `{names}`, `{stack}` and `{count}`.
 * @throws invalid-configuration, about the key `at`, if it has another placeholder
 */
export function worded(template: string, deeds: readonly Deed[], at: string): string {
  const values = {
    summary: summaryOf(deeds),
    names: deeds.map(({ subject }) => nameOf(subject)).join(", "),
    stack: [...new Set(deeds.map(({ stack }) => stack))].join(", "),
    count: String(deeds.length),
  };
  return filled(template, values, at);
}

function deedOf(request: ClaimRequest, { outcomes }: Pick<CommitPlan, "outcomes">): Deed[] {
  const { hold, held, owner, stack } = request;
  const outcome = outcomes.get(owner);
  if (outcome === undefined || outcome.paths.length === 0) return [];
  const verb = hold === undefined ? "deregister" : held === undefined ? "register" : "update";
  const subject = oneLine((hold ?? held)?.subject ?? "");
  return [{ verb, subject: subject === "" ? oneLine(owner) : subject, stack: oneLine(stack) }];
}

function summaryOf(deeds: readonly Deed[]): string {
  for (let shown = named; shown >= 0; shown -= 1) {
    const summary = Object.keys(verbs)
      .map((verb) => clauseOf(verb as Deed["verb"], deeds, shown))
      .filter((clause) => clause !== "")
      .join("; ");
    if (summary.length <= longest) return summary;
    if (shown === 0) return `${summary.slice(0, longest - 1)}…`;
  }
  return "";
}

/** `Register physical cluster pd`, or `Register 16 clusters: a, b, c … (+13)`. */
function clauseOf(verb: Deed["verb"], all: readonly Deed[], shown: number): string {
  const deeds = all.filter((deed) => deed.verb === verb);
  const [first] = deeds;
  if (first === undefined) return "";
  if (deeds.length === 1 && shown > 0) return `${verbs[verb]} ${first.subject}`;
  const counts = new Map<string, number>();
  for (const { subject } of deeds) {
    const noun = nounOf(subject);
    counts.set(noun, (counts.get(noun) ?? 0) + 1);
  }
  const kinds = [...counts].map(([noun, count]) => `${count} ${noun}${count === 1 ? "" : "s"}`);
  const names = deeds.slice(0, shown).map(({ subject }) => nameOf(subject));
  const more = deeds.length - names.length;
  const list = names.length === 0 ? "" : `: ${names.join(", ")}${more > 0 ? ` … (+${more})` : ""}`;
  return `${verbs[verb]} ${kinds.join(", ")}${list}`;
}

function nounOf(subject: string): string {
  return subject.split(" ").at(-2) ?? "registration";
}

function filled(
  template: string,
  values: { readonly [placeholder: string]: string },
  at: string,
): string {
  const message = template.replace(/\{([^{}]*)\}/g, (whole, placeholder: string) => {
    const value = Object.hasOwn(values, placeholder) ? values[placeholder] : undefined;
    if (value !== undefined) return value;
    const what = at === "commit.message" ? "The commit message" : `The template ${at}`;
    throw new NautesError("invalid-configuration", `${what} has ${whole} in it.`, {
      remedy: "It may have {summary}, {names}, {stack} and {count}.",
      at,
    });
  });
  return message.replaceAll("\r\n", "\n").trim();
}

function givenTrailers({ trailers = {} }: MessageSettings): readonly string[] {
  return Object.entries(trailers).map(([key, value]) => foreignTrailer(key, value));
}

function foreignTrailer(key: string, value: string): string {
  const ours = ownTrailers.map((one) => one.toLowerCase());
  if (/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key) && !ours.includes(key.toLowerCase())) {
    return `${key}: ${oneLine(value)}`;
  }
  throw new NautesError("invalid-configuration", `The commit cannot have the trailer \`${key}\`.`, {
    remedy: `A trailer's key has letters, digits and hyphens, and is not one of ${ours.join(", ")}.`,
    at: `commit.trailers.${key}`,
  });
}

/** Values that come from elsewhere cannot begin a line. */
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ").trim();
}
