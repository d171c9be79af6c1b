import { claimsFromImport, parseImportId } from "../../provider/claims/import-id";
import { blobId } from "../../provider/claims/blob-id";
import { UNKNOWN } from "../../provider/claims/model";
import { observe } from "../../provider/claims/observe";
import { parseDocuments } from "../../provider/claims/render";
import { claims, entries, plan, refusalsOf, request, snapshot } from "./builders";

const path = "clusters/pd.yaml";
const signature = "4dabf18193072939515e22adb298388d";

const bomb = Array.from({ length: 30 }, (_, index) => {
  const below = index === 0 ? "1" : `*a${index - 1}`;
  return `a${index}: &a${index} [${Array.from({ length: 9 }, () => below).join(", ")}]\n`;
}).join("");
const tooMuch: [string, string][] = [
  ["multiplies by aliases", bomb],
  ["goes round in a circle", "a: &a\n  b: *a\n"],
  ["goes round in a list", "&a [*a]\n"],
  ["nests too deep", "[".repeat(600) + "]".repeat(600)],
];
const misleading: [string, string][] = [
  ["has the key __proto__", "a:\n- __proto__:\n    b: 1\n"],
  [
    "has the key that marks secrets",
    `a: {${signature}: 1b47061264138c4ac30d75fd1eb44270, value: x}\n`,
  ],
  ["has the text that stands for unknown", `a: ${UNKNOWN}\n`],
];

describe.each(tooMuch)("a file that %s", (_, text) => {
  test("is refused as one that is not YAML, naming it", () => {
    expect(() => parseDocuments(text, path)).toThrow(
      expect.objectContaining({ code: "unsupported-yaml", at: path }) as Error,
    );
  });

  test("keeps a cluster from being released whose guard looks into it", () => {
    const held = claims({
      documents: { [path]: { a: 1 } },
      forbids: [
        { folder: "x", where: { exists: ["a"] }, when: "release", message: "In use. Wait." },
      ],
    });
    const files = { [path]: "a: 1\n", "x/y.yaml": text };
    expect(refusalsOf(plan(files, [request("urn:a", { held })]), "urn:a")).toEqual([
      expect.stringMatching(/^guard-failed: The file x\/y.yaml is not valid YAML/),
    ]);
  });
});

test.each([...tooMuch, ...misleading])(
  "a held file that now %s is shown as its text",
  (_, text) => {
    const held = claims({
      documents: { [path]: { a: 1 } },
      shared: { "s.yaml": { document: { a: 1 }, keepWhile: "r/" } },
    });
    expect(observe(snapshot({ [path]: text, "s.yaml": text }), held, {})).toEqual({
      claims: {
        ...held,
        documents: {},
        texts: { [path]: text },
        shared: { "s.yaml": { document: text, keepWhile: "r/" } },
      },
      seen: {},
      drifted: true,
    });
  },
);

test.each(misleading)("a file that %s is imported as its text", (_, text) => {
  const items = parseImportId(`${path},s.yaml#shared`);
  const found = claimsFromImport(items, snapshot({ [path]: text, "s.yaml": text }));
  expect(found.claims).toMatchObject({
    documents: {},
    texts: { [path]: text },
    shared: { "s.yaml": { document: text } },
  });
});

test("a file that is nothing but the text that stands for unknown is told from it", () => {
  const held = claims({ documents: { [path]: { a: 1 } } });
  expect(observe(snapshot({ [path]: UNKNOWN }), held, {})).toMatchObject({
    claims: { texts: { [path]: `${UNKNOWN}\n` } },
    seen: { [path]: blobId(UNKNOWN) },
  });
});

test("an entry that the engine would take for something else is neither shown nor imported", () => {
  const value = { cluster: "pd", a: 1 };
  const held = claims({ entries: { [path]: entries([value], { list: "l", key: "cluster" }) } });
  const look = snapshot({ [path]: `l:\n- cluster: pd\n  ${signature}: x\n` });
  expect(observe(look, held, {}).claims?.entries[path]?.values).toEqual([value]);
  expect(() => claimsFromImport(parseImportId(`${path}#l=pd`), look)).toThrow(
    expect.objectContaining({ code: "unsupported-yaml", at: path }) as Error,
  );
});
