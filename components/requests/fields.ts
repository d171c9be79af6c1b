import type { Findings, Path } from "./findings";

/** A value that a request gives, and where. */
export interface Field {
  readonly path: Path;
  readonly value: unknown;
}

/** What an object may hold: its fields in the newest spelling, and other names that were used for them. */
export interface Vocabulary<Name extends string> {
  readonly names: readonly Name[];
  /** Another name → the field, for names of older generations. */
  readonly olderNames?: Readonly<Record<string, Name>>;
  /** A misspelt name → the field; what is taken for it is noted. */
  readonly misspelt?: Readonly<Record<string, Name>>;
}

/**
 * The fields of an object, whether they are spelled `api_server` or `apiServer`. Those that are empty are left out, as
 * the API does; unknown ones are problems.
 */
export function fieldsOf<Name extends string>(
  found: Findings,
  { path, value }: Field,
  vocabulary: Vocabulary<Name>,
): Partial<Record<Name, Field>> {
  const fields: Partial<Record<Name, Field>> = {};
  if (!isObject(value)) {
    found.problem(path, "must be an object; give { … }.");
    return fields;
  }
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    const name = nameOf(found, at, key, vocabulary);
    if (name === undefined || inner === null || inner === "") continue;
    const other = fields[name];
    if (other === undefined) fields[name] = { path: at, value: inner };
    else
      found.problem(at, `is the same as ${String(other.path.at(-1))}; leave one of the two out.`);
  }
  return fields;
}

function nameOf<Name extends string>(
  found: Findings,
  path: Path,
  key: string,
  { names, olderNames = {}, misspelt = {} }: Vocabulary<Name>,
): Name | undefined {
  const known = names.find((name) => spelled(name) === spelled(key)) ?? lookUp(olderNames, key);
  if (known !== undefined) return known;
  const meant = lookUp(misspelt, key);
  if (meant === undefined) found.unknownName(path, "is not a field of the API", names);
  else found.note("corrected", path, `is taken for ${meant}; Nautes dropped it without a word.`);
  return meant;
}

/** A text that a field holds; anything else is a problem. */
export function textOf(found: Findings, field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  if (typeof field.value === "string") return field.value;
  found.problem(field.path, "must be a text; put it in quotes.");
  return undefined;
}

/** A port that a field holds, as digits or a number. */
export function portOf(found: Findings, field: Field | undefined): string | undefined {
  if (field === undefined) return undefined;
  const { path, value } = field;
  if (typeof value === "number" || typeof value === "string") return String(value).trim();
  found.problem(path, "must be a port, such as 30443.");
  return undefined;
}

/** Texts that a field holds in a list. */
export function textsOf(found: Findings, field: Field | undefined): string[] | undefined {
  if (field === undefined) return undefined;
  const { path, value } = field;
  if (!Array.isArray(value)) {
    found.problem(path, "must be a list of texts; give [ … ].");
    return undefined;
  }
  return value.flatMap((item: unknown, index) => {
    const text = textOf(found, { path: [...path, index], value: item });
    return text === undefined ? [] : [text];
  });
}

/** What is in an object whose names are free. */
export function entriesOf(found: Findings, field: Field | undefined): readonly [string, Field][] {
  if (field === undefined) return [];
  const { path, value } = field;
  if (isObject(value))
    return Object.entries(value).map(([key, inner]) => [
      key,
      { path: [...path, key], value: inner },
    ]);
  found.problem(path, "must be an object; give { … }.");
  return [];
}

/** A name without what differs between spellings: `apiServer`, `api_server` and `manifestsource` are accepted. */
export function spelled(name: string): string {
  return name.replace(/[_-]/g, "").toLowerCase();
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.entries(table).find(([name]) => spelled(name) === spelled(key))?.[1];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
