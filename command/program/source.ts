/** A value of the program that is written, as source text is made of it. */
export type Source =
  | { readonly kind: "text"; readonly text: string }
  /** What stands as it is: a name, a number, a template. */
  | { readonly kind: "code"; readonly text: string }
  /** A function with one text as argument. */
  | { readonly kind: "call"; readonly callee: string; readonly argument: string }
  | { readonly kind: "list"; readonly items: readonly Source[] }
  | { readonly kind: "object"; readonly entries: readonly Entry[] };

/** A property; a name that is not a text is computed. */
export interface Entry {
  readonly key: Source;
  readonly value: Source;
}

/** A name, number or other piece of code. */
export function code(text: string): Source {
  return { kind: "code", text };
}

/** A text in quotes. */
export function text(value: string): Source {
  return { kind: "text", text: value };
}

/** A call of a function with a text. */
export function call(callee: string, argument: string): Source {
  return { kind: "call", callee, argument };
}

/** An object with these properties. */
export function object(properties: Readonly<Record<string, Source>>): Source {
  const entries = Object.entries(properties).map(([key, value]) => ({ key: text(key), value }));
  return { kind: "object", entries };
}

/** A text as a literal; in the quotes of which it has fewer. */
export function literal(value: string): string {
  const inDouble = JSON.stringify(value);
  const doubles = value.split('"').length;
  const singles = value.split("'").length;
  if (doubles <= singles) return inDouble;
  return `'${inDouble.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
