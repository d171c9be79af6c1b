import fc from "fast-check";
import { mergeLines } from "../../provider/config-repo/merge-lines";

const text = fc
  .array(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 12 })
  .map((lines) => lines.map((line) => `- ${line}\n`).join(""));

describe("Merging three texts of a file", () => {
  it("keeps a change of one side as it is", () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(mergeLines(base, changed, base)).toBe(changed);
        expect(mergeLines(base, base, changed)).toBe(changed);
        expect(mergeLines(base, changed, changed)).toBe(changed);
      }),
    );
  });

  it("keeps every line that either side added, and none that one side removed alone", () => {
    const base = Array.from({ length: 8 }, (_, n) => `- ${n}\n`);
    const edit = fc.record({ at: fc.nat(8), remove: fc.nat(7), line: fc.nat(1000) });
    fc.assert(
      fc.property(
        fc.array(edit, { maxLength: 3 }),
        fc.array(edit, { maxLength: 3 }),
        (one, two) => {
          const sides = [one, two].map((edits, side) => {
            const lines: (string | undefined)[] = [...base];
            const added = edits.map(({ at, line }) => ({ at, line: `- ${"xy"[side]}${line}\n` }));
            for (const { at, line } of [...added].sort((a, b) => b.at - a.at))
              lines.splice(at, 0, line);
            return { added, text: lines.join("") };
          });
          const merged = mergeLines(base.join(""), sides[0]!.text, sides[1]!.text);
          expect(merged).toBeDefined();
          const lines = merged!.split(/(?<=\n)/);
          for (const { added } of sides)
            for (const { line } of added) expect(lines).toContain(line);
          expect(lines.filter((line) => base.includes(line))).toEqual(base);
        },
      ),
    );
  });

  it("knows that both changed one line to different ones", () => {
    expect(mergeLines("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n")).toBeUndefined();
    expect(mergeLines("a\nb\nc\n", "a\nc\n", "a\ny\nc\n")).toBeUndefined();
    expect(mergeLines("a\nb\nc\n", "a\nx\nc\n", "a\nb\ny\nc\n")).toBe("a\nx\ny\nc\n");
  });

  it("joins what both added to nothing, but runs no two lines together", () => {
    expect(mergeLines("", "a\n", "b\n")).toBe("a\nb\n");
    expect(mergeLines("", "a", "b")).toBeUndefined();
  });
});
