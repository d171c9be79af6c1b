/** The way to a value inside nested maps and lists. */
export type Path = readonly (string | number)[];

/** A rendering of plain data from values that may become known one by one. */
export interface Derivation<T> {
  /** Pure: the same values give the same data. */
  readonly render: (values: readonly unknown[]) => T;
  /** For each value two different ones that it could have. */
  readonly specimens: readonly Specimens[];
  /** Whether a map or list at a path may change its structure, and so derive as a whole. Default: none may. */
  readonly mayVary?: (path: Path) => boolean;
}

export type Specimens = readonly [first: unknown, second: unknown];

/** A rendering of which it is known what each leaf derives from. */
export interface Traced<T> {
  /** With the first specimens. */
  readonly baseline: T;
  /** Path, as JSON → the indices of the values that what is there derives from: a leaf, or what may vary as a whole. */
  readonly derived: ReadonlyMap<string, readonly number[]>;
}

/**
 * Learns which leaves derive from which value, by exchanging one specimen after the other.
 * @throws StructureChanged if maps or lists do that may not vary; what `render` throws on the first specimens
 */
export function trace<T>(derivation: Derivation<T>): Traced<T> {
  const firsts = derivation.specimens.map(([first]) => first);
  const baseline = derivation.render(firsts);
  const derived = new Map<string, number[]>();
  const mayVary = derivation.mayVary ?? never;
  derivation.specimens.forEach(([, second], index) => {
    const other = variant(derivation, firsts.with(index, second));
    visitDifferences(baseline, other, mayVary, (path) => {
      const key = JSON.stringify(path);
      derived.set(key, [...(derived.get(key) ?? []), index]);
    });
  });
  return { baseline, derived };
}

/** Specimens need not go together: where one alone is refused, all second ones are taken, which only shows more. */
function variant<T>({ render, specimens }: Derivation<T>, values: readonly unknown[]): T {
  try {
    return render(values);
  } catch {
    return render(specimens.map(([, second]) => second));
  }
}

/** A copy of the baseline with what `replace` answers in place of every derived leaf. */
export function replaceDerived<T>(
  { baseline, derived }: Traced<T>,
  replace: (path: Path, derivedFrom: readonly number[]) => unknown,
): unknown {
  function copy(value: unknown, path: Path): unknown {
    const from = derived.get(JSON.stringify(path));
    if (from !== undefined) return replace(path, from);
    if (!isContainer(value)) return value;
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, copy(item, [...path, key])]),
    );
  }
  return copy(baseline, []);
}

/** Two renderings with what is known, completed by first and by second specimens. */
export type Partial<T> = readonly [T, T];

/** Undefined: what is known does not go together with the specimens of the rest, so all must be known. */
export function renderPartly<T>(
  { render, specimens }: Derivation<T>,
  known: ReadonlyMap<number, unknown>,
): Partial<T> | undefined {
  try {
    return [complete(0), complete(1)];
  } catch {
    return undefined;
  }

  function complete(which: 0 | 1): T {
    return render(
      specimens.map((pair, index) => (known.has(index) ? known.get(index) : pair[which])),
    );
  }
}

/**
 * What is at `path` whatever the values not known yet will be; undefined: it turns out to derive from them too, as when
 * a value that is given hides another, and then is not.
 */
export function settledAt<T>(
  partial: Partial<T> | undefined,
  path: Path,
): { readonly value: unknown } | undefined {
  if (partial === undefined) return undefined;
  const [value, other] = partial.map((rendering) => valueAt(rendering, path));
  return same(value, other) ? { value } : undefined;
}

/** Renders with all values known. @throws StructureChanged if that changes more than the derived leaves */
export function renderFully<T>(
  { render, mayVary = never }: Derivation<T>,
  { baseline, derived }: Traced<T>,
  values: readonly unknown[],
): T {
  const rendering = render(values);
  visitDifferences(baseline, rendering, mayVary, (path) => {
    const within = path.map((_, depth) => path.slice(0, depth));
    if (![path, ...within].some((place) => derived.has(JSON.stringify(place))))
      throw new StructureChanged(path);
  });
  return rendering;
}

/** A value decided over more than leaves, which is a mistake of this package. */
export class StructureChanged extends Error {
  constructor(path: Path) {
    super(
      `A value that is known only later changes the structure of the files at ${path.join(" › ")}.\n` +
        "This is a defect of pulumi-nautes; please report it. Passing that argument as a plain value avoids it.",
    );
    this.name = "StructureChanged";
  }
}

/** @throws StructureChanged if there is no such place */
export function valueAt(tree: unknown, path: Path): unknown {
  return path.reduce((value, step) => {
    if (!isContainer(value) || !Object.hasOwn(value, step)) throw new StructureChanged(path);
    return (value as Record<string | number, unknown>)[step];
  }, tree);
}

function visitDifferences(
  one: unknown,
  other: unknown,
  mayVary: (path: Path) => boolean,
  differs: (path: Path) => void,
  path: Path = [],
): void {
  if (!isContainer(one) && !isContainer(other)) {
    if (!Object.is(one, other)) differs(path);
    return;
  }
  if (!isContainer(one) || !isContainer(other) || !sameKeys(one, other)) {
    if (!mayVary(path)) throw new StructureChanged(path);
    differs(path);
    return;
  }
  for (const key of Object.keys(one)) {
    const step = Array.isArray(one) ? Number(key) : key;
    const [first, second] = [valueAt(one, [step]), valueAt(other, [step])];
    visitDifferences(first, second, mayVary, differs, [...path, step]);
  }
}

function sameKeys(one: object, other: object): boolean {
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key))
  );
}

function same(one: unknown, other: unknown): boolean {
  let equal = true;
  visitDifferences(
    one,
    other,
    () => true,
    () => (equal = false),
  );
  return equal;
}

function never(): boolean {
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
