import fc from "fast-check";
import { isRight, targetOf } from "../../provider/config-repo/gitlab/touched";

const names = ["a", "b", "c", "d", "e"];
const base = names.map((name) => `- ${name}\n`);

/** Which of the lines somebody gave a comment or took out, and after which they put one more. */
const edits = fc.record({
  worded: fc.subarray(names),
  removed: fc.subarray(names),
  after: fc.option(fc.constantFrom(...names), { nil: undefined }),
});
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function edited(lines: readonly string[], who: string, { worded, removed, after }: Edits) {
  return lines.flatMap((line) => {
    const name = line.slice(2, -1);
    const said = worded.includes(name) ? [`- ${name} # ${who}\n`] : [line];
    const kept = removed.includes(name) ? [] : said;
    return name === after ? [...kept, `- ${name}-${who}\n`] : kept;
  });
}

/** What is to be made of a list into which a commit of ours put one entry, when it was edited before and after. */
function edit(first: Edits, own: string, then: Edits) {
  const ours = base.flatMap((line) => (line === `- ${own}\n` ? [line, "- ours\n"] : [line]));
  const theirs = edited(base, "first", first).join("");
  const now = edited(ours, "then", then);
  const touched = {
    path: "list",
    base: base.join(""),
    theirs,
    ours: ours.join(""),
    wanted: theirs,
  };
  const { text, isWhole } = targetOf(touched, now.join(""));
  return { now, isWhole, lines: text?.split(/(?<=\n)/) ?? [] };
}

describe("What a list should be that a commit of ours overwrote", () => {
  const own = fc.constantFrom(...names);

  it("has nothing of ours, unless its lines were changed since, too", () => {
    fc.assert(
      fc.property(edits, own, edits, (first, entry, then) => {
        const { lines, now } = edit(first, entry, then);
        const beside = [entry, names[names.indexOf(entry) + 1]];
        fc.pre(!then.removed.some((name) => beside.includes(name)));
        expect(lines).not.toContain("- ours\n");
        expect(now).toContain("- ours\n");
      }),
    );
  });

  it("has all that was done since", () => {
    fc.assert(
      fc.property(edits, own, edits, (first, entry, then) => {
        const { lines, now } = edit(first, entry, then);
        for (const line of now.filter((one) => one.includes("then"))) expect(lines).toContain(line);
        for (const name of then.removed) expect(lines).not.toContain(`- ${name}\n`);
      }),
    );
  });

  it("has what was done before, too, or says that it has not", () => {
    fc.assert(
      fc.property(edits, own, edits, (first, entry, then) => {
        const { lines, isWhole } = edit(first, entry, then);
        const done = edited(base, "first", first).filter((one) => one.includes("first"));
        const lost = done.filter((one) => !lines.includes(one));
        const back = first.removed.filter((name) => lines.includes(`- ${name}\n`));
        if (isWhole) expect([...lost, ...back]).toEqual([]);
      }),
    );
  });

  it("is what was done since, less ours, where both did something to the same lines", () => {
    const base = "name: a\nurl: p\n";
    const ours = `${base}port: 1\n`;
    const theirs = "name: b\nurl: q\n";
    const since = "name: c\nurl: p\n";
    const now = `${since}port: 1\n`;
    const touched = { path: "record", base, theirs, ours, wanted: theirs };
    expect(targetOf(touched, now)).toEqual({ text: since, isWhole: false });
    expect(isRight(touched, now)).toBe(false);
  });
});
