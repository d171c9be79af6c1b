import { diffClaims } from "../../provider/claims/diff";
import { claimsFromImport, formatImportId, parseImportId } from "../../provider/claims/import-id";
import { pathsToImport } from "../../provider/claims/import-id";
import { claims, cluster, entries, fulfil, plan, request, snapshot } from "./builders";
import type { Claims } from "../../provider/claims/model";
import type { Files } from "./builders";

function imported(id: string, files: Files): ReturnType<typeof claimsFromImport> {
  const items = parseImportId(id);
  return claimsFromImport(items, snapshot(files, pathsToImport(items)));
}

const rich: Claims = cluster("pd", {
  entries: {
    "clusters/kustomization.yaml": entries(["pd.yaml"]),
    "hosts/h/appset.yaml": entries([{ cluster: "pd" }], {
      list: "spec.generators[0].list.elements",
      key: "cluster",
      scaffold: "spec:\n  generators:\n  - list:\n      elements: []\n",
    }),
    "hosts/h/ingress.yaml": entries(
      [{ metadata: { name: "pd-dashboard" } }, { metadata: { name: "pd-2" } }],
      { list: "", key: "metadata.name", scaffold: "# i\n" },
    ),
  },
});

test("an import id is a list of paths, entries and shared files", () => {
  expect(parseImportId("a/b.yaml, c.yaml#resources=x.yaml;\nd.yaml#=vp e.yaml#shared")).toEqual([
    { path: "a/b.yaml" },
    { path: "c.yaml", list: "resources", value: "x.yaml" },
    { path: "d.yaml", list: "", value: "vp" },
    { path: "e.yaml", shared: true },
  ]);
});

test("a whole file may be named as one that holds secrets", () => {
  const id = formatImportId(
    claims({ documents: { "a.yaml": 1, "b.yaml": 2 } }),
    new Set(["b.yaml"]),
  );
  expect(id).toBe("a.yaml,b.yaml#secret");
  expect(parseImportId(id)).toEqual([{ path: "a.yaml" }, { path: "b.yaml", secret: true }]);
});

test("what is imported by the id of its claims differs in nothing from them", () => {
  const files = fulfil({ "x.yaml": "a: 1\n" }, [request("urn:pd", { hold: rich })]);
  const { claims: found, seen } = imported(formatImportId(rich), files);
  expect(diffClaims(found, rich)).toEqual([]);
  expect(seen).toEqual({});
  const next = plan(files, [request("urn:pd", { held: found, hold: rich, seen })]);
  expect(next).toMatchObject({ changes: [], undecided: [] });
  expect(next.refusals.size).toBe(0);
});

test("entries without values are a part of the id, too, so that what they scaffold is no change", () => {
  const scaffolding = { list: "", key: "metadata.name", scaffold: "# for others\n" };
  const host = claims({ entries: { "hosts/h/ingress.yaml": entries([], scaffolding) } });
  expect(formatImportId(host)).toBe("hosts/h/ingress.yaml#=");
  const files = { "hosts/h/ingress.yaml": "# for others\n" };
  expect(diffClaims(imported(formatImportId(host), files).claims, host)).toEqual([]);
});

test("a hand-written file is imported with its blob id, so that it may be changed", () => {
  const files = { "clusters/pd.yaml": "# by hand\nspec: {a: 1}\n" };
  const { claims: held, seen } = imported("clusters/pd.yaml", files);
  expect(held.documents).toEqual({ "clusters/pd.yaml": { spec: { a: 1 } } });
  const hold = claims({ documents: { "clusters/pd.yaml": { spec: { a: 2 } } } });
  expect(fulfil(files, [request("urn:pd", { hold, held, seen })])["clusters/pd.yaml"]).toBe(
    "spec:\n  a: 2\n",
  );
});

test("paths and values with blanks, commas and signs are written so that they are read back", () => {
  const odd = claims({
    documents: { "a b,c#d%.yaml": { a: 1 } },
    entries: { "e.yaml": entries(["x y,z"]) },
  });
  expect(parseImportId(formatImportId(odd))).toEqual([
    { path: "a b,c#d%.yaml" },
    { path: "e.yaml", list: "resources", value: "x y,z" },
  ]);
});

test.each([
  ["clusters/none.yaml", "not-found", /clusters\/none.yaml, which is not there/],
  ["k.yaml#resources=b", "not-found", /names b in resources of k.yaml/],
  ["k.yaml#none=a", "not-found", /names a in none of k.yaml/],
  ["broken.yaml", "unsupported-yaml", /broken.yaml is not valid YAML/],
  ["k.yaml#resources", "invalid-arguments", /none of/],
  ["#shared", "invalid-arguments", /names no file/],
  [" , ", "invalid-arguments", /names no file/],
  ["a%zz.yaml", "invalid-arguments", /`%`/],
])("%j is refused: %s", (id, code, message) => {
  const files = { "k.yaml": "resources: [a]\n", "broken.yaml": "a: [\n" };
  expect(() => imported(id, files)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) }) as Error,
  );
});
