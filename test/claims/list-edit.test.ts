import fc from "fast-check";
import { documentsOfList } from "../../provider/claims/list-document";
import { insertItem, removeItem, renderList, replaceItem } from "../../provider/claims/list-file";
import { openList } from "../../provider/claims/open-list";
import { documentsOf, parseDocuments } from "../../provider/claims/render";
import { valueAt } from "../../provider/claims/value-path";
import type { EntriesClaim, Json } from "../../provider/claims/model";
import type { ForeignList } from "./foreign-yaml";
import { foreignKustomization, foreignStream } from "./foreign-yaml";

type Where = Pick<EntriesClaim, "list" | "key">;

const resources: Where = { list: "resources" };
const elements: Where = { list: "spec.generators[0].list.elements", key: "cluster" };
const stream: Where = { list: "", key: "metadata.name" };

function add(text: string, where: Where, ...values: readonly Json[]): string {
  return values.reduce<string>(
    (now, value) => renderList(insertItem(openList("f.yaml", now, where), value)),
    text,
  );
}

function remove(text: string, where: Where, ...values: readonly Json[]): string {
  return values.reduce<string>((now, value) => {
    const file = openList("f.yaml", now, where);
    const wanted = JSON.stringify(value);
    const index = file.items.findIndex((item) => JSON.stringify(item.value) === wanted);
    return renderList(removeItem(file, index));
  }, text);
}

describe("an entry goes", () => {
  test.each<[string, string, Where, Json, string]>([
    ["in its place", "r:\n- a\n- c\n", { list: "r" }, "b", "r:\n- a\n- b\n- c\n"],
    ["last", "r:\n- a\n# end\nx: 1\n", { list: "r" }, "b", "r:\n- a\n- b\n# end\nx: 1\n"],
    [
      "above what is said of the next",
      "r:\n- a\n\n# c!\n- c\n",
      { list: "r" },
      "b",
      "r:\n- a\n\n- b\n# c!\n- c\n",
    ],
    ["in as deep as its neighbours", "r:\n    - a\n", { list: "r" }, "b", "r:\n    - a\n    - b\n"],
    [
      "in as deep as other lists",
      "r: []\nx:\n  - y\n",
      { list: "r" },
      "b",
      "r:\n  - b\nx:\n  - y\n",
    ],
    ["into an empty list", "r: [] # why\nx: 1\n", { list: "r" }, "b", "r: # why\n- b\nx: 1\n"],
    ["into a list of nothing", "r:\nx: 1\n", { list: "r" }, "b", "r:\n- b\nx: 1\n"],
    ["into a list that says null", "r: null\nx: 1\n", { list: "r" }, "b", "r:\n- b\nx: 1\n"],
    [
      "into a list that was not there",
      "x:\n  y: 1\nz: 1\n",
      { list: "x.r" },
      "b",
      "x:\n  y: 1\n  r:\n  - b\nz: 1\n",
    ],
    ["below a text without newline at its end", "r:\n- a", { list: "r" }, "b", "r:\n- a\n- b"],
    ["with the line ends of the file", "r:\r\n- a\r\n", { list: "r" }, "b", "r:\r\n- a\r\n- b\r\n"],
    ["with quotes where YAML needs them", "r:\n- a\n", { list: "r" }, "yes", "r:\n- a\n- 'yes'\n"],
    [
      "as a map into a deep list",
      "spec:\n  generators:\n  - list:\n      elements: []\n  template: 1\n",
      elements,
      { cluster: "h", a: "b\nc" },
      "spec:\n  generators:\n  - list:\n      elements:\n      - a: |-\n          b\n          c\n        cluster: h\n  template: 1\n",
    ],
    ["behind a comment as a document", "# none\n", stream, { a: 1 }, "# none\n---\na: 1\n"],
  ])("%s", (_, text, where, value, result) => {
    expect(add(text, where, value)).toBe(result);
  });

  test("as a document before one without a separator", () => {
    const text = "# theirs\nmetadata: {name: b}\n";
    const added = add(text, stream, { metadata: { name: "a" } });
    expect(added).toBe("# theirs\nmetadata:\n  name: a\n---\nmetadata: {name: b}\n");
    expect(remove(added, stream, { metadata: { name: "a" } })).toBe(text);
  });
});

test("a comment that stands in an entry stays when the entry goes", () => {
  expect(remove("r:\n- a # keep me\n- b\n", resourcesAt("r"), "a")).toBe("r:\n# keep me\n- b\n");
  expect(remove("r:\n- a # keep me\n", resourcesAt("r"), "a")).toBe("r: []\n# keep me\n");
  expect(remove("a: 1\n---\n# keep me\nb: 1\n", stream, { b: 1 })).toBe("a: 1\n# keep me\n");
});

test("an entry is replaced where it stands", () => {
  const text = "r:\n- name: z\n  x: 1\n- name: a\n";
  const file = openList("f.yaml", text, { list: "r", key: "name" });
  expect(renderList(replaceItem(file, 0, { name: "z", x: 2 }))).toBe(
    "r:\n- name: z\n  x: 2\n- name: a\n",
  );
});

describe("what cannot be spliced is refused:", () => {
  test.each([
    ["a scalar", "r: 5\n"],
    ["a map", "r:\n  a: 1\n"],
    ["a flow map around it", "{r: []}\n"],
    ["several documents", "r: []\n---\nr: []\n"],
    ["a key that stands twice", "r: []\nr: []\n"],
    ["broken YAML", "r: [\n"],
    ["an alias", "x: &x []\nr: *x\n"],
    ["aliases without end", `a: &a [x]\n${bomb()}r:\n- *j\n`],
  ])("%s", (_, text) => {
    expect(() => openList("dir/f.yaml", text, { list: "r" })).toThrow(
      expect.objectContaining({ code: "unsupported-yaml", at: "dir/f.yaml" }) as Error,
    );
  });

  test.each([
    ["a list between brackets", "r: [a]\n", "r"],
    ["an anchor", "r:\n- &x a\n", "r"],
    ["an anchor on the list", "r: &x\n- a\n", "r"],
    ["a tag", "r:\n- !t a\n", "r"],
    ["an empty list with a comment in it", "r: [ # x\n]\n", "r"],
    ["documents that end with dots", "a: 1\n...\n", ""],
    ["directives", "%YAML 1.2\n---\na: 1\n", ""],
  ])("%s, though it can be read", (_, text, list) => {
    expect(openList("f.yaml", text, { list }).fixed).toEqual(expect.any(String));
  });
});

describe.each<[string, fc.Arbitrary<ForeignList>, Where, (name: string) => Json]>([
  ["a list", foreignKustomization, resources, (name) => name],
  ["a stream", foreignStream, stream, (name) => ({ metadata: { name } })],
])("in %s", (_, lists, where, entry) => {
  const ours = fc.uniqueArray(
    fc.stringMatching(/^[a-z]{1,2}$/).map((name) => `${name}-ours`),
    {
      minLength: 1,
      maxLength: 4,
    },
  );

  test("entries that come and go leave no trace, in whatever order", () => {
    fc.assert(
      fc.property(lists, ours, fc.func(fc.nat()), ({ text }, names, weight) => {
        const added = add(text, where, ...names.map(entry));
        const leaving = names.toSorted((one, other) => weight(one) - weight(other));
        expect(remove(added, where, ...leaving.map(entry))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("all that others wrote is still there, in its order, beside ours", () => {
    fc.assert(
      fc.property(lists, ours, ({ text, names, comments }, added) => {
        const result = add(text, where, ...added.map(entry));
        const found = namesIn(result, where);
        expect(found.filter((name) => !added.includes(name))).toEqual(names);
        expect(found.filter((name) => added.includes(name))).toHaveLength(added.length);
        for (const comment of comments) expect(result).toContain(comment);
        expect(withoutLinesOf(result, text)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("the order in which entries come does not matter", () => {
    fc.assert(
      fc.property(lists, ours, ({ text }, names) => {
        const values = names.map(entry);
        expect(add(text, where, ...values.toReversed())).toBe(add(text, where, ...values));
      }),
    );
  });
});

test("what a list says, with what stands around it, is what its text says", () => {
  const lists = foreignKustomization.map(({ text }) => text);
  const added = fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.constant("- #a: [")));
  fc.assert(
    fc.property(lists, added, (text, values) => {
      const file = values.reduce(insertItem, openList("f.yaml", text, resources));
      const whole = documentsOf(parseDocuments(renderList(file)));
      expect(documentsOfList(file, resources.list)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
  const appset = "spec:\n  generators:\n  - list:\n      elements: []\n    x: 1\n  - git: {}\n";
  const file = insertItem(openList("f.yaml", appset, elements), { cluster: "a" });
  const whole = documentsOf(parseDocuments(renderList(file)));
  expect(documentsOfList(file, elements.list)).toEqual(whole);
});

test("a thousand entries are cut once, and a hundred added in a moment", () => {
  const names = Array.from({ length: 1000 }, (_, at) => `c${at}.yaml`);
  const text = `resources:\n${names.map((name) => `- ${name}\n`).join("")}`;
  let file = openList("f.yaml", text, resources);
  for (let at = 0; at < 100; at += 1) file = insertItem(file, `d${at}.yaml`);
  expect(namesIn(renderList(file), resources)).toHaveLength(1100);
});

function resourcesAt(list: string): Where {
  return { list };
}

function namesIn(text: string, { list, key }: Where): string[] {
  const document = parseDocuments(text);
  const items = list === "" ? documentsOf(document) : (valueAt(document, list) as Json[]);
  return items.map((item) => (key === undefined ? item : valueAt(item, key)) as string);
}

/** Lines of `before` that are no longer in `after`, other than the one that said the list is empty. */
function withoutLinesOf(after: string, before: string): string[] {
  const lines = new Set(after.split(/\r?\n/));
  return before.split(/\r?\n/).filter((line) => !lines.has(line) && !line.includes("[]"));
}

function bomb(): string {
  return Array.from("bcdefghij")
    .map((name, at) => {
      const before = "abcdefghi"[at] ?? "";
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(", ")}]\n`;
    })
    .join("");
}
