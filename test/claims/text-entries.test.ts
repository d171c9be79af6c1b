import fc from "fast-check";
import { chosenList } from "../../provider/claims/list-choice";
import { entriesIn, withEntries } from "../../provider/claims/text-entries";

const list = "staticClients[id=nautes].redirectURIs";

const dex = `# Dex
issuer: https://dex.example.com   # kept
storage:
  type: sqlite3
  config: { file: /var/dex.db }
staticClients:
- id: other
  redirectURIs: ["https://other/callback"]
- id: nautes
  # ours
  redirectURIs:
  - https://b.example.com/callback # theirs
  name: Nautes
  secret: cAnAry
expiry:
  idTokens: "24h"
`;

function edit(text: string, hold: readonly string[], release: readonly string[] = []) {
  return withEntries({ name: "config.yaml", text, list }, hold, release);
}

describe("Entries of a list inside a text", () => {
  it("go in where they sort, and every other byte stays", () => {
    const line = "  - https://b.example.com/callback # theirs\n";
    expect(edit(dex, ["https://c/callback", "https://a/callback"])).toBe(
      dex.replace(line, `  - https://a/callback\n${line}  - https://c/callback\n`),
    );
  });

  it("come and go without a trace, whatever others put in between", () => {
    const uris = fc.uniqueArray(fc.webUrl(), { maxLength: 5 });
    fc.assert(
      fc.property(uris, uris, (ours, all) => {
        const theirs = all.filter((one) => !ours.includes(one));
        const both = edit(edit(dex, ours)!, theirs)!;
        expect(edit(both, [], ours)).toBe(edit(dex, theirs));
        expect(edit(edit(both, [], ours)!, [], theirs)).toBe(dex);
        expect(edit(both, ours)).toBe(both);
      }),
    );
  });

  it("make the list when there is none", () => {
    const bare = "staticClients:\n- id: nautes\n  secret: x\n";
    expect(edit(bare, ["https://a"])).toBe(`${bare}  redirectURIs:\n  - https://a\n`);
    const empty = "staticClients:\n- id: nautes\n  redirectURIs: []\n";
    expect(edit(empty, ["https://a"])).toBe(empty.replace(" []", "\n  - https://a"));
  });

  it("are found in keys of another case, as Nautes leaves them", () => {
    const text = "StaticClients:\n- ID: nautes\n  RedirectURIs:\n  - https://a\n";
    expect(edit(text, ["https://b"])).toBe(`${text}  - https://b\n`);
    expect(entriesIn({ name: "x", text, list }, ["https://a", "https://b"])).toEqual(["https://a"]);
  });

  it("have no place where the item that was chosen is not there", () => {
    expect(edit(dex.replace("id: nautes", "id: else"), ["https://a"])).toBeUndefined();
    expect(edit("staticClients: {}\n", ["https://a"])).toBeUndefined();
    expect(edit("", ["https://a"])).toBeUndefined();
  });

  it("are refused where they cannot be spliced in, and the text is never quoted", () => {
    const flow = dex.replace("id: other", "id: nautes");
    expect(() => edit(flow, ["https://a"])).toThrow(/config\.yaml writes the list .* brackets/);
    expect(edit(flow, ["https://other/callback"])).toBe(flow);
    const broken = `${dex}secret: cAnAry\n  x: - {\n`;
    expect(() => edit(broken, [])).toThrow(/^The file config\.yaml is not valid YAML, so /);
  });

  it("are reached by plain paths, too", () => {
    expect(chosenList({ a: [{ b: [] }] }, "a[0].b")).toBe('["a"][0]["b"]');
    expect(chosenList({ a: [{ n: 1 }, { n: 2 }] }, "a[n=2].c")).toBe('["a"][1]["c"]');
    expect(chosenList({ a: [{ n: "x.y:z" }] }, "a[n=x.y:z].c")).toBe('["a"][0]["c"]');
    expect(chosenList(null, "redirectURIs")).toBe('["redirectURIs"]');
  });
});
