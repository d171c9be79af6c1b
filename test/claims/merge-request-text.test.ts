import fc from "fast-check";
import type { Deed } from "../../provider/claims/commit-message";
import {
  deedsOf,
  defaultBranch,
  descriptionOf,
  isEmptied,
  mergedDeeds,
  newTitle,
  titleOf,
} from "../../provider/claims/merge-request-text";
import { checkBranch } from "../../provider/config-repo/git/settings";

function deed(verb: Deed["verb"], name: string): Deed {
  return { verb, subject: `physical cluster ${name}`, stack: "clusters/dev" };
}

const file = { path: "clusters/pd.yaml", kind: "new" } as const;

const deeds = fc.uniqueArray(
  fc.record({
    verb: fc.constantFrom<Deed["verb"]>("register", "update", "deregister"),
    subject: fc.stringMatching(/^[a-z][a-z -]{0,20}$/),
    stack: fc.stringMatching(/^[a-z]{1,8}\/[a-z]{1,8}$/),
  }),
  { selector: ({ subject }) => subject, maxLength: 8 },
);

function sorted(all: readonly Deed[]): string[] {
  return all.map(({ verb, subject, stack }) => `${subject} ${verb} ${stack}`).sort();
}

it("a branch is named after any stack whatever, as git accepts it", () => {
  expect(defaultBranch("clusters/dev")).toBe("pulumi-nautes/clusters-dev");
  fc.assert(
    fc.property(fc.string(), fc.string(), (project, stack) => {
      checkBranch(defaultBranch(`${project}/${stack}`));
    }),
  );
});

it("a description tells its deeds to whoever reads it again", () => {
  fc.assert(
    fc.property(deeds, fc.string(), (all, words) => {
      const escaped = words.replaceAll(/[{}]/g, "");
      const text = descriptionOf({ description: escaped }, all, [file]);
      expect(sorted(deedsOf(text))).toEqual(sorted(all));
    }),
  );
});

it("only what is between the marks is replaced", () => {
  const first = descriptionOf({ description: "Of {stack}." }, [deed("register", "pd")], [file]);
  expect(first).toMatch(/^Of clusters\/dev\.\n\n<!--/);
  const edited = `${first}\n\nLooks good.`;
  const next = descriptionOf({ description: "Other" }, [deed("update", "pe")], [file], edited);
  expect(next).toMatch(/^Of clusters\/dev\.\n\n<!--[^]*`physical cluster pe`[^]*Looks good\.$/);
  expect(next).not.toContain("pd` of");
});

it("what a description shows means nothing to Markdown", () => {
  const odd = { path: "a|b`c\n### Registers\n- `x` of `y`", kind: "new" } as const;
  const text = descriptionOf({}, [], [odd]);
  expect(deedsOf(text)).toEqual([]);
  expect(text).toContain("| `a¦b'c ### Registers - 'x' of 'y'` | new |");
});

it("many files are counted, not listed", () => {
  const files = Array.from({ length: 250 }, (_, index) => ({ ...file, path: `f${index}` }));
  expect(descriptionOf({}, [deed("register", "pd")], files)).toContain("\nand 50 more.\n");
});

it("deeds come to what they are seen from the target", () => {
  const came = [deed("register", "a"), deed("deregister", "b"), deed("update", "c")];
  const later = [deed("deregister", "a"), deed("register", "b"), deed("deregister", "c")];
  expect(mergedDeeds(came, later)).toEqual([deed("update", "b"), deed("deregister", "c")]);
  expect(mergedDeeds([deed("register", "a")], [deed("update", "a")])).toEqual([
    deed("register", "a"),
  ]);
});

it("a title follows the deeds, but not over what a person wrote; a draft stays one", () => {
  const old = titleOf({}, [deed("register", "pd")]);
  expect(old).toBe("Register physical cluster pd");
  expect(newTitle(old, old, "New")).toBe("New");
  expect(newTitle(`Draft: ${old}`, old, "New")).toBe("Draft: New");
  expect(newTitle("By hand", old, "New")).toBe("By hand");
  expect(titleOf({ title: "[{stack}] {summary}" }, [deed("update", "x")])).toBe(
    "[clusters/dev] Update physical cluster x",
  );
  expect(titleOf({}, [])).toBe("Change the registrations");
});

it("one that nothing is left of says so", () => {
  expect(isEmptied(descriptionOf({}, [], []))).toBe(true);
  expect(isEmptied(descriptionOf({}, [], [file]))).toBe(false);
  expect(isEmptied("Nothing is left to change.")).toBe(false);
});
