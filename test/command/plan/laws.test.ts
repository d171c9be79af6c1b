import fc from "fast-check";

import { diffText } from "../../../command/plan/diff-text";
import { code, fenced, htmlCode } from "../../../provider/claims/markdown";
import { ran } from "../scripted";
import { printed, step } from "./steps";

const line = fc.oneof(
  fc.constantFrom("a: 1", "b: 2", "```", "````", "</details>", "/merge", "@all", "- x", ""),
  fc.string({ maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/g, " ")),
);
const text = fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n"));

/** What a diff says there was (`-`) or will be (`+`), for texts of which it shows every line. */
function side(diff: string, sign: string): string[] {
  return diff
    .split("\n")
    .filter((one) => one.startsWith(" ") || one.startsWith(sign))
    .map((one) => one.slice(1));
}

test("a diff has every line that goes and every line that comes, and nothing else", () => {
  const few = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 4 });
  const ended = few.map((lines) => lines.map((one) => `${one}\n`).join(""));
  fc.assert(
    fc.property(ended, ended, (before, after) => {
      const diff = diffText(before, after);
      fc.pre(before !== after);
      // Of texts this short all lines are near a change.
      expect(
        side(diff, "-")
          .map((one) => `${one}\n`)
          .join(""),
      ).toBe(before);
      expect(
        side(diff, "+")
          .map((one) => `${one}\n`)
          .join(""),
      ).toBe(after);
    }),
  );
});

test("no text ends the block of code that it stands in, nor hides anything in it", () => {
  fc.assert(
    fc.property(text, (content) => {
      const lines = fenced(content, "yaml").split("\n");
      const fence = /^`{3,}/.exec(lines[0] ?? "")?.[0] ?? "";
      const closing = lines.slice(1).findIndex((one) => one.trim().startsWith(fence));
      expect(closing).toBe(lines.length - 2);
      expect(fenced(`a\u202e${content}`, "")).not.toContain("\u202e");
    }),
  );
});

test("no text ends the code in a line or a cell that it stands in, nor hides anything in it", () => {
  const hidden = fc.constantFrom("\u202e", "\u2066", "\u200f", "\ufeff", "\u0085", "\u2028");
  fc.assert(
    fc.property(fc.string(), hidden, fc.string(), (before, sign, after) => {
      for (const written of [code, htmlCode])
        expect(written(before + sign + after)).not.toContain(sign);
      expect(code(before + sign + after)).toMatch(/^`[^`|\n\r]*`$/);
    }),
  );
});

test("no text begins a tag or a line where HTML stands", () => {
  fc.assert(
    fc.property(fc.string(), (content) => {
      expect(htmlCode(content)).toMatch(/^<code>[^<>\n\r]*<\/code>$/);
    }),
  );
});

test("a plan is never longer than its limit, names what it can, and says what it left out", async () => {
  const harmless = text.map((content) => content.replaceAll("details", "tails"));
  const files = fc.dictionary(fc.stringMatching(/^[a-z]{1,9}\.txt$/), harmless, { maxKeys: 6 });
  const steps = fc.array(files, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 2_000, max: 8_000 }), async (all, limit) => {
      const input = printed(
        all.map((texts, index) => step("create", `c${index}`, { news: { texts } })),
      );
      const { out } = await ran(["plan", "-", "--limit", String(limit)], { input });
      const whole = (await ran(["plan", "-"], { input })).out;
      expect(Buffer.byteLength(out)).toBeLessThanOrEqual(limit);
      expect(whole).not.toContain("Left out");
      if (out !== whole) expect(out).toMatch(/\*\*Left out, because it would be too long:\*\* \w/);
      expect(out.match(/<details>/g)?.length).toBe(out.match(/<\/details>/g)?.length);
    }),
    { numRuns: 40 },
  );
});

test("what changes is kept longer than what is new", async () => {
  const big = Array.from({ length: 60 }, (_, index) => `line ${index}`).join("\n");
  const input = printed([
    step("create", "a", { news: { texts: { "new.txt": big.repeat(4) } } }),
    step("update", "b", {
      old: { texts: { "t.txt": "one\n" } },
      news: { texts: { "t.txt": "two\n" } },
    }),
  ]);
  const { out } = await ran(["plan", "-", "--limit", "2000"], { input });
  expect(out).toContain("-one\n+two");
  expect(out).toContain("- created `new.txt`");
  expect(out).toContain("what 1 file would say");
});
