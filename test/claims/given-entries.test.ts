import fc from "fast-check";
import { briefEntries, entriesFrom } from "../../provider/claims/given-entries";
import { insertItem, removeItem } from "../../provider/claims/list-file";
import type { EntriesClaim } from "../../provider/claims/model";
import { openList } from "../../provider/claims/open-list";
import { isOnlyScaffold } from "../../provider/claims/scaffold";

const path = "clusters/kustomization.yaml";

const claims = fc.record({
  list: fc.constantFrom("", "resources", "spec.elements"),
  key: fc.option(fc.constantFrom("metadata.name", "cluster"), { nil: undefined }),
  values: fc.array(fc.constantFrom("a", "b")),
  scaffold: fc.constantFrom("", "# a comment\n", "# a much longer comment of forty characters.\n"),
  whenEmpty: fc.constantFrom("keep" as const, "delete" as const),
});

test("What is left out of a claim of entries is put back, but for its scaffold", () => {
  fc.assert(
    fc.property(claims, ({ key, ...rest }) => {
      const claim: EntriesClaim = { ...rest, ...(key === undefined ? {} : { key }) };
      const again = entriesFrom(briefEntries(path, claim));
      expect({ ...again, scaffold: "" }).toEqual({ ...claim, scaffold: "" });
      expect(again.scaffold === "").toBe(claim.scaffold === "");
    }),
  );
});

const head = ["kind: Kustomization", "apiVersion: v1", "resources: []", "spec:\n  x: 1"];
const comments = ["# Made by a test; goes with its last entry.", "# another", "#"];
const texts = fc
  .tuple(fc.subarray(comments), fc.subarray(head))
  .map((lines) => lines.flat().map((line) => `${line}\n`))
  .map((lines) => lines.join(""));

test("A mark tells what the scaffold tells: whether a file is nothing else", () => {
  const told = new Set<boolean>();
  fc.assert(
    fc.property(texts, texts, fc.boolean(), (scaffold, other, isOwn) => {
      const claim = { list: "resources", values: ["a"], scaffold, whenEmpty: "delete" } as const;
      const text = isOwn ? scaffold : other;
      const used = removeItem(insertItem(openList(path, text, claim), "a"), 0);
      const whole = isOnlyScaffold(path, used, claim);
      told.add(whole);
      expect(isOnlyScaffold(path, used, entriesFrom(briefEntries(path, claim)))).toBe(whole);
      if (isOwn && scaffold.includes("#")) expect(whole).toBe(true);
      if (!text.includes("#")) expect(whole).toBe(false);
    }),
    { numRuns: 300 },
  );
  expect(told).toEqual(new Set([true, false]));
});
