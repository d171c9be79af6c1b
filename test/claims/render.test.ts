import fc from "fast-check";
import { blobId } from "../../provider/claims/blob-id";
import { equalJson } from "../../provider/claims/json";
import { asWritten, documentsOf, hasComments } from "../../provider/claims/render";
import { parseDocuments, renderDocument } from "../../provider/claims/render";
import type { Json } from "../../provider/claims/model";
import { parseAllDocuments } from "yaml";

const awkward = fc.constantFrom(
  ..."yes|no|on|off|y|N|~|null|true|1_000|0777|0o17|0x1F|1e3|12:30:45|2001-01-01|2001-1-1|.5|-.inf|=|<<|-|?|#|a: b|a #b| lead|trail |'|\"|%|@|`|!t|&a|*a|[|{|---|...|--- a|%YAML 1.1".split(
    "|",
  ),
  "a\nb\n",
  "a\r\nb",
  "\n",
  "\n a\n",
  "\ta\nb",
  "a\n  \n\n",
  "a\n---\nb\n",
  "x\n...\n",
  "\u0085\u2028\ufeff",
  "😀 ünïcödé",
  "",
);
const text = fc.oneof(awkward, fc.string(), fc.string({ unit: "binary" }));
const leaf = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(text, tie("json"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("renderDocument", () => {
  test("what is rendered is read back as the same", () => {
    fc.assert(
      fc.property(json, (document) => {
        const wanted = asWritten(documentsOf(document));
        expect(equalJson(parseDocuments(renderDocument(document)), wanted)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test("a reader of YAML 1.1 reads strings as the same strings", () => {
    fc.assert(
      fc.property(fc.oneof(awkward, fc.stringMatching(/^[-+.0-9_eEx:aob]{1,8}$/)), (value) => {
        const rendered = renderDocument({ [value]: [value, { a: value }] });
        const [read] = parseAllDocuments(rendered, { version: "1.1" });
        expect(read?.toJS()).toEqual({ [value]: [value, { a: value }] });
      }),
      { numRuns: 1000 },
    );
  });

  test("has one style whatever the order of keys", () => {
    const metadata = { name: "a", labels: { b: "on", a: "1" } };
    const document = { spec: [{ z: 1, kind: "k", a: [] }], metadata, kind: "K", apiVersion: "v1" };
    expect(renderDocument(document)).toBe(
      "apiVersion: v1\nkind: K\nmetadata:\n  labels:\n    a: '1'\n    b: 'on'\n  name: a\nspec:\n- kind: k\n  a: []\n  z: 1\n",
    );
  });

  test("separates documents", () => {
    expect(renderDocument([{ a: 1 }, { b: 2 }])).toBe("a: 1\n---\nb: 2\n");
    expect(renderDocument([["a", "b"]])).toBe("- a\n- b\n");
  });

  test("does not wrap long lines", () => {
    const long = "word ".repeat(100).trim();
    expect(renderDocument({ a: long })).toBe(`a: ${long}\n`);
  });
});

describe("parseDocuments", () => {
  test.each<[string, Json]>([
    ["", null],
    ["# nothing\n---\n# here\n", null],
    ["a: 1\n", { a: 1 }],
    ["---\na: 1\n---\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
    ["- a\n", [["a"]]],
    ["a: 2001-01-01\nb: yes\n", { a: "2001-01-01", b: "yes" }],
  ])("%j says %j", (yaml, document) => {
    expect(parseDocuments(yaml)).toEqual(document);
  });

  test.each(["a: [\n", "a: 1\na: 2\n", "\ta: 1\n", "a: b: c\n", "a: *x\n"])(
    "refuses %j, naming the file",
    (yaml) => {
      expect(() => parseDocuments(yaml, "x/y.yaml")).toThrow(
        expect.objectContaining({
          code: "unsupported-yaml",
          at: "x/y.yaml",
          message: expect.stringContaining("x/y.yaml"),
        }) as Error,
      );
    },
  );
});

test("a comment is told from a # in a value", () => {
  expect(hasComments("a: b # c\n")).toBe(true);
  expect(hasComments("# c\n---\na: |  # x\n  y\n")).toBe(true);
  expect(hasComments("a: 'b # c'\nd: |\n  # e\nf: g#h\n")).toBe(false);
});

test("a blob id is Git's", () => {
  expect(blobId("hello\n")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  expect(blobId("hello\n", "sha256")).toBe(
    "2cf8d83d9ee29543b34a87727421fdecb7e3f3a183d337639025de576db9ebb4",
  );
});

test("a long text takes no longer to be judged than to be read", () => {
  for (const text of [`${"1".repeat(200_000)}x`, `${"_".repeat(200_000)}x`]) {
    expect(parseDocuments(renderDocument({ a: text }))).toEqual({ a: text });
  }
});
