import { isList, isMap } from "./json";
import { documentsOf, parseDocuments } from "./render";
import { stepsOf, valueAt } from "./value-path";
import type { ListFile } from "./list-file";
import type { Json } from "./model";
import type { Step } from "./value-path";

const answers = new WeakMap<ListFile, readonly Json[]>();

/**
 * What the text of a list file says, from what its pieces say: parsing it anew after each of a thousand entries would
 * take the square of the time. Undefined: only the text itself can tell.
 */
export function documentsOfList(file: ListFile, path: string): readonly Json[] | undefined {
  const known = answers.get(file);
  if (known !== undefined || file.kind !== "list" || file.fixed !== undefined) return known;
  const around = documentAround(file.emptyHead + file.tail);
  const place = around === undefined ? undefined : valueAt(around, path);
  if (around === undefined || !isList(place) || place.length > 0) return undefined;
  const values = file.items.map(({ value }) => value);
  const documents = [replaced(around, stepsOf(path), values)];
  answers.set(file, documents);
  return documents;
}

const lately = new Map<string, Json | undefined>();

/** The one document of a text; a list's surroundings stay the same while its entries come and go. */
function documentAround(text: string): Json | undefined {
  if (!lately.has(text)) {
    if (lately.size > 100) lately.clear();
    lately.set(text, onlyDocument(text));
  }
  return lately.get(text);
}

function onlyDocument(text: string): Json | undefined {
  try {
    const documents = documentsOf(parseDocuments(text));
    return documents.length === 1 ? documents[0] : undefined;
  } catch {
    return undefined;
  }
}

function replaced(value: Json, [step, ...more]: readonly Step[], list: readonly Json[]): Json {
  if (step === undefined) return list;
  if (isList(value)) return value.map((one, at) => (at === step ? replaced(one, more, list) : one));
  if (!isMap(value)) return value;
  return { ...value, [step]: replaced(value[step] ?? null, more, list) };
}
