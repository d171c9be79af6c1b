import { NautesError } from "../errors";
import { equalJson } from "./json";
import { chosenList } from "./list-choice";
import type { ListFile } from "./list-file";
import { insertItem, removeItem, renderList } from "./list-file";
import type { Json } from "./model";
import { openList } from "./open-list";
import { documentsOf, parseDocuments } from "./render";
import { unsupported } from "./source-text";

/** A list inside a YAML text that many write to. */
export interface TextList {
  /** How messages name the text. */
  readonly name: string;
  readonly text: string;
  /** As {@link chosenList} takes it. */
  readonly list: string;
}

/**
 * The text with these values in its list and those not; every other byte stays, and so does what is right already.
 * @returns undefined: the list has no place, because an item on its way is not there
 * @throws unsupported-yaml
 */
export function withEntries(
  place: TextList,
  hold: readonly Json[],
  release: readonly Json[],
): string | undefined {
  const file = opened(place);
  if (file === undefined) return undefined;
  const gone = release.filter((value) => !hold.some((held) => equalJson(held, value)));
  const rest = gone.reduce(without, file);
  const changed = hold.reduce(
    (list, value) => (indexOf(list, value) === -1 ? insertItem(list, value) : list),
    rest,
  );
  if (changed === file) return place.text;
  if (file.fixed !== undefined) throw unsupported(place.name, file.fixed);
  return renderList(changed);
}

/** Those of `values` that are in the list. @throws unsupported-yaml */
export function entriesIn(place: TextList, values: readonly Json[]): Json[] {
  const file = opened(place);
  return file === undefined ? [] : values.filter((value) => indexOf(file, value) !== -1);
}

function opened({ name, text, list }: TextList): ListFile | undefined {
  const [document = null] = documentsOf(parsed(name, text));
  const path = chosenList(document, list);
  return path === undefined ? undefined : openList(name, text, { list: path });
}

/** What a parser says may quote the text, which may hold secrets. */
function parsed(name: string, text: string): Json {
  try {
    return parseDocuments(text);
  } catch (error) {
    if (!(error instanceof NautesError)) throw error;
    throw unsupported(name, "is not valid YAML");
  }
}

function without(file: ListFile, value: Json): ListFile {
  const index = indexOf(file, value);
  return index === -1 ? file : without(removeItem(file, index), value);
}

function indexOf({ items }: ListFile, value: Json): number {
  return items.findIndex((item) => equalJson(item.value, value));
}
