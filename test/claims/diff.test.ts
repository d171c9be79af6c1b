import { diffClaims } from "../../provider/claims/diff";
import { claims, cluster, entries, fulfil, request } from "./builders";
import type { Claims } from "../../provider/claims/model";

function changes(old: Partial<Claims>, news: Partial<Claims>): string[] {
  return diffClaims(claims(old), claims(news)).map(({ path, kind }) => `${kind} ${path}`);
}

function file(document: Claims["documents"][string]): Partial<Claims> {
  return { documents: { "a/b.yaml": document } };
}

test.each<[string, Partial<Claims>, Partial<Claims>, string[]]>([
  [
    "a leaf",
    file({ spec: { apiServer: "x", b: 1 } }),
    file({ spec: { apiServer: "y", b: 1 } }),
    ['update documents["a/b.yaml"].spec.apiServer'],
  ],
  [
    "a leaf more and one less",
    file({ a: 1 }),
    file({ b: 1 }),
    ['delete documents["a/b.yaml"].a', 'add documents["a/b.yaml"].b'],
  ],
  [
    "keys that are no names",
    file({ "ca.crt": 1, 'q"': 1 }),
    file({ "ca.crt": 2, 'q"': 2 }),
    ['update documents["a/b.yaml"]["ca.crt"]', 'update documents["a/b.yaml"]["q\\""]'],
  ],
  [
    "items",
    file({ l: [1, 2, 3] }),
    file({ l: [1, 4] }),
    ['update documents["a/b.yaml"].l[1]', 'delete documents["a/b.yaml"].l[2]'],
  ],
  [
    "documents of a stream",
    file([{ a: 1 }, { b: 1 }]),
    file([{ a: 1 }, { b: 2 }]),
    ['update documents["a/b.yaml"][1].b'],
  ],
  ["a file more", {}, file({ a: 1 }), ['add documents["a/b.yaml"]']],
  ["a file less", { texts: { R: "x" } }, {}, ['delete texts["R"]']],
  ["a text", { texts: { R: "x" } }, { texts: { R: "y" } }, ['update texts["R"]']],
  [
    "an entry",
    { entries: { x: entries(["a"]) } },
    { entries: { x: entries(["b"]) } },
    ['update entries["x"].values[0]'],
  ],
  [
    "an entry's list",
    { entries: { x: entries(["a"]) } },
    { entries: { x: entries(["a"], { list: "l" }) } },
    ['update entries["x"].list'],
  ],
  [
    "a shared file",
    { shared: { s: { document: { a: 1 }, keepWhile: "r/" } } },
    { shared: { s: { document: { a: 2 }, keepWhile: "r/" } } },
    ['update shared["s"].document.a'],
  ],
  [
    "a map that became a list",
    file({ a: {} }),
    file({ a: [] }),
    ['update documents["a/b.yaml"].a'],
  ],
])("%s differs", (_, old, news, expected) => {
  expect(changes(old, news)).toEqual(expected);
});

test.each<[string, Partial<Claims>, Partial<Claims>]>([
  ["order of keys", file({ a: 1, b: { c: 1, d: 2 } }), file({ b: { d: 2, c: 1 }, a: 1 })],
  ["one document as itself or as a list", file({ a: 1 }), file([{ a: 1 }, null])],
  [
    "order of entries",
    { entries: { x: entries(["a", "b"]) } },
    { entries: { x: entries(["b", "a"]) } },
  ],
  [
    "key, scaffold, whenEmpty",
    { entries: { x: entries(["a"]) } },
    { entries: { x: entries(["a"], { key: "k", scaffold: "", whenEmpty: "keep" }) } },
  ],
  [
    "keepWhile",
    { shared: { s: { document: 1, keepWhile: "r/" } } },
    { shared: { s: { document: 1, keepWhile: "x/" } } },
  ],
  [
    "subject and guards",
    cluster("a"),
    {
      ...cluster("a"),
      subject: "x",
      forbids: [{ folder: "c", where: { any: [] }, when: "hold", message: "m" }],
    },
  ],
])("%s is no difference", (_, old, news) => {
  expect(changes(old, news)).toEqual([]);
});

test("a file named like a member of every object is a file as others are", () => {
  const news = claims({
    documents: { constructor: { a: 1 } },
    entries: { toString: entries(["x"]) },
    shared: { valueOf: { document: { a: 1 }, keepWhile: "r/" } },
  });
  expect(diffClaims(claims(), news).map(({ kind }) => kind)).toEqual(["add", "add", "add"]);
  const files = fulfil({}, [request("urn:a", { hold: news })]);
  expect(fulfil(files, [request("urn:a", { held: news, hold: claims() })])).toEqual({});
});
