import { differencesOf } from "../../provider/claims/differences";
import type { Claims } from "../../provider/claims/model";
import { observe } from "../../provider/claims/observe";
import { blobId } from "../../provider/claims/blob-id";

const list = "list.yaml";
const held: Claims = {
  subject: "cluster pd",
  documents: { "a.yaml": { v: 1 }, constructor: { v: 1 } },
  texts: { "b.txt": "one\n" },
  entries: {
    [list]: {
      list: "items",
      key: "name",
      values: [{ name: "pd", v: 1 }],
      scaffold: "items: []\n",
      whenEmpty: "keep",
    },
  },
  shared: { "set.yaml": { document: { kind: "Set" }, keepWhile: "x/" } },
  requires: [],
  forbids: [],
};
const asHeld = {
  "a.yaml": "v: 1\n",
  constructor: "v: 1\n",
  "b.txt": "one\n",
  [list]: "items:\n- name: pd\n  v: 1\n",
  "set.yaml": "kind: Set\n",
};

function differences(files: Record<string, string>, known: string[] = []) {
  const tree = new Map(Object.entries(files).map(([path, text]) => [path, blobId(text)]));
  const texts = new Map(Object.entries(files));
  return Object.fromEntries(differencesOf(held, observe({ tree, texts }, held, {}).claims, known));
}

describe("Differences between claims and what is found of them", () => {
  it("are none if only style or others' entries are different", () => {
    const restyled = { ...asHeld, "a.yaml": "# ours\n{ v: 1 }\n" };
    const joined = { ...restyled, [list]: `${asHeld[list]}- name: theirs\n  v: 2\n` };
    expect(differences(joined)).toEqual({});
  });

  it.each(["a.yaml", "constructor", "b.txt", "set.yaml"])(
    "tell one content of %s from another, and both from none",
    (path) => {
      const [one, other] = [{ [path]: "v: 2\n" }, { [path]: "v: 3\n" }].map((edit) =>
        differences({ ...asHeld, ...edit }),
      );
      expect(Object.keys(one!)).toEqual([path]);
      expect(one).not.toEqual(other);
      expect(differences({ ...asHeld, [path]: "# style\nv: 2\n" })).toEqual(
        path === "b.txt" ? expect.anything() : one,
      );
      const without = Object.entries(asHeld).filter(([name]) => name !== path);
      expect(differences(Object.fromEntries(without))).toEqual({ [path]: null });
    },
  );

  it("are nothing to lose where an entry is gone, and something where it says something else", () => {
    const gone = { ...asHeld, [list]: "items:\n- name: theirs\n" };
    expect(differences(gone)).toEqual({ [list]: null });
    const [one, other] = [2, 3].map((v) =>
      differences({ ...asHeld, [list]: `items:\n- name: pd\n  v: ${v}\n` }),
    );
    expect(one).toEqual({ [list]: expect.any(String) });
    expect(one).not.toEqual(other);
  });

  it("have all there is if nothing is left, and what is known, though it is as held", () => {
    expect(new Set(Object.values(differences({})))).toEqual(new Set([null]));
    expect(Object.keys(differences(asHeld, ["a.yaml", list]))).toEqual(["a.yaml", list]);
    expect(Object.values(differences(asHeld, ["a.yaml", list]))).not.toContain(null);
  });
});
