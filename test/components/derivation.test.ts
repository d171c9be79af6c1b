import fc from "fast-check";
import type { Derivation, Path } from "../../components/derivation";
import {
  renderFully,
  renderPartly,
  replaceDerived,
  settledAt,
  StructureChanged,
  trace,
  valueAt,
} from "../../components/derivation";

/** A leaf: text made of some of the values, in which one may hide another as a default does. */
type Leaf = readonly { readonly value: number; readonly hides?: number }[];

/** Any data with such leaves, and specimens that differ. */
const derivations = fc.integer({ min: 1, max: 4 }).chain((count) => {
  const value = fc.nat({ max: count - 1 });
  const leaf: fc.Arbitrary<Leaf> = fc.array(
    fc.record({ value, hides: value }, { requiredKeys: ["value"] }),
    { maxLength: 3 },
  );
  const { tree } = fc.letrec<{ tree: unknown; map: unknown; list: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 3 }, leaf.map(leafOf), tie("map"), tie("list")),
    map: fc.dictionary(fc.string({ maxLength: 3 }), tie("tree"), { maxKeys: 4 }),
    list: fc.array(tie("tree"), { maxLength: 3 }),
  }));
  return fc.record({
    tree,
    values: fc.array(fc.option(fc.string(), { nil: undefined }), {
      minLength: count,
      maxLength: count,
    }),
  });
});

const LEAF = Symbol("leaf");

function leafOf(parts: Leaf): unknown {
  return { [LEAF]: parts };
}

function rendered(tree: unknown, values: readonly unknown[]): unknown {
  if (Array.isArray(tree)) return tree.map((item) => rendered(item, values));
  const map = tree as { readonly [key: string]: unknown; readonly [LEAF]?: Leaf };
  const leaf = map[LEAF];
  if (leaf !== undefined) {
    const texts = leaf.map(
      ({ value, hides }) => values[value] ?? (hides !== undefined && values[hides]),
    );
    return texts.map(String).join("/");
  }
  return Object.fromEntries(
    Object.entries(map).map(([key, item]) => [key, rendered(item, values)]),
  );
}

function derivationOf(tree: unknown, count: number): Derivation<unknown> {
  return {
    render: (values) => rendered(tree, values),
    specimens: Array.from({ length: count }, (_, index) => [`a${index}`, `b${index}`] as const),
  };
}

/** What the leaf at `path` is once `values` are known, those that it is said to derive from first. */
function resolve(
  derivation: Derivation<unknown>,
  values: readonly unknown[],
  path: Path,
  from: readonly number[],
) {
  const known = new Map(from.map((index) => [index, values[index]]));
  const settled = settledAt(renderPartly(derivation, known), path);
  if (settled) return settled.value;
  return valueAt(renderFully(derivation, trace(derivation), values), path);
}

describe("a derivation", () => {
  test("resolved leaf by leaf is the rendering of the values, whatever they are", () => {
    fc.assert(
      fc.property(derivations, ({ tree, values }) => {
        const derivation = derivationOf(tree, values.length);
        const traced = trace(derivation);
        const resolved = replaceDerived(traced, (path, from) =>
          resolve(derivation, values, path, from),
        );
        expect(resolved).toEqual(rendered(tree, values));
      }),
    );
  });

  test("names for each leaf what it derives from, and leaves all others as they are", () => {
    const derivation: Derivation<unknown> = {
      render: ([url, name]) => ({
        plain: 1,
        url,
        both: [`${String(url)}#${String(name)}`],
        none: {},
      }),
      specimens: [
        ["https://a", "https://b"],
        ["x", "y"],
      ],
    };
    const shown = replaceDerived(trace(derivation), (_, from) => `derives from ${from.join()}`);
    expect(shown).toEqual({
      plain: 1,
      url: "derives from 0",
      both: ["derives from 0,1"],
      none: {},
    });
  });

  test("waits for a hidden value only when it is no longer hidden", () => {
    const derivation: Derivation<unknown> = {
      render: ([domain, url]) => ({ host: domain ?? url }),
      specimens: [
        ["d1", "d2"],
        ["u1", "u2"],
      ],
    };
    expect(settledAt(renderPartly(derivation, new Map([[0, "mine"]])), ["host"])).toEqual({
      value: "mine",
    });
    expect(
      settledAt(renderPartly(derivation, new Map([[0, undefined]])), ["host"]),
    ).toBeUndefined();
  });

  test.each([
    ["a key", (value: unknown) => ({ [String(value)]: 1 })],
    ["the length of a list", (value: unknown) => (value === "a" ? [1] : [1, 2])],
    ["whether there is a map", (value: unknown) => ({ at: value === "a" ? {} : "none" })],
  ])("is refused when a value decides over %s", (_, render) => {
    const derivation = {
      render: ([value]: readonly unknown[]) => render(value),
      specimens: [["a", "b"]] as const,
    };
    expect(() => trace(derivation)).toThrow(StructureChanged);
  });

  test("is refused when the value itself changes what its specimens did not", () => {
    const derivation = {
      render: ([value]: readonly unknown[]) => ({ kind: value === "odd" ? "odd" : "usual" }),
      specimens: [["a", "b"]] as const,
    };
    expect(() => renderFully(derivation, trace(derivation), ["odd"])).toThrow(StructureChanged);
    expect(renderFully(derivation, trace(derivation), ["c"])).toEqual({ kind: "usual" });
  });

  test("has maps and lists that may vary derive as a whole", () => {
    const derivation: Derivation<unknown> = {
      render: ([host, text]) => ({ certificates: { [String(host)]: text }, other: text }),
      specimens: [
        ["a", "b"],
        ["x", "y"],
      ],
      mayVary: ([key]) => key === "certificates",
    };
    const traced = trace(derivation);
    const shown = replaceDerived(traced, (_, from) => `derives from ${from.join()}`);
    expect(shown).toEqual({ certificates: "derives from 0", other: "derives from 1" });
    const path = ["certificates"];
    expect(settledAt(renderPartly(derivation, new Map([[0, "h"]])), path)).toBeUndefined();
    const all = renderFully(derivation, traced, ["h", "t"]);
    expect(valueAt(all, path)).toEqual({ h: "t" });
    expect(() => trace({ ...derivation, mayVary: () => false })).toThrow(StructureChanged);
  });

  test("copes with values that are only valid together", () => {
    const derivation = {
      render: ([one, other]: readonly unknown[]) => {
        if (String(one).at(-1) !== String(other).at(-1)) throw new Error("do not match");
        return { one, other };
      },
      specimens: [
        ["x1", "x2"],
        ["y1", "y2"],
      ] as const,
    };
    const shown = replaceDerived(trace(derivation), (_, from) => from.join());
    expect(shown).toEqual({ one: "0,1", other: "0,1" });
    expect(renderPartly(derivation, new Map([[0, "x9"]]))).toBeUndefined();
  });
});
