import { foreignText } from "../claims/foreign-text";
import { NautesError } from "../errors";
import type { UnreadableFile } from "../nautes-files/declared";
import { nearest } from "../nautes-files/nearest";

/** How many names a message has. */
const SHOWN = 10;

/** What is looked for by its name, and where. */
interface Sought<T> {
  /** `cluster` */
  readonly noun: string;
  readonly name: string;
  readonly repository: string;
  readonly found: readonly T[];
  readonly nameOf: (one: T) => string;
  readonly pathOf: (one: T) => string;
  readonly unreadable: readonly UnreadableFile[];
}

/**
 * The one of that name. @throws registration-not-found with the names that are most like it, registration-ambiguous
 */
export function theOnly<T>(sought: Sought<T>): T {
  const { noun, name, repository, found, nameOf, pathOf } = sought;
  const [one, ...others] = found.filter((each) => nameOf(each) === name);
  if (one === undefined) throw notFound(sought);
  if (others.length === 0) return one;
  const paths = [one, ...others].map((each) => foreignText(pathOf(each)));
  throw new NautesError(
    "registration-ambiguous",
    `In ${repository} more than one document declares ${noun} ${foreignText(name)}: ${paths.join(", ")}.`,
    { remedy: "Take all of them but one out of the repository.", at: pathOf(one) },
  );
}

function notFound<T>({ noun, name, repository, found, nameOf, unreadable }: Sought<T>) {
  const names = [...new Set(found.map(nameOf))].sort();
  const near = nearest(name, names);
  const sentence = `There is no ${noun} ${foreignText(name)} in ${repository}`;
  const isNear = near.length === 0 ? "" : `; the nearest is ${listed(near, " or ")}`;
  const has = names.length === 0 ? `It has no ${noun} at all.` : `It has ${listed(names, ", ")}.`;
  const broken = unreadable.map(({ message }) => foreignText(message));
  return new NautesError("registration-not-found", `${sentence}${isNear}.`, {
    remedy: [has, ...broken.slice(0, SHOWN)].join(" "),
  });
}

function listed(names: readonly string[], between: string): string {
  const shown = names.slice(0, SHOWN).map(foreignText).join(between);
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
