const verbs =
  "allow|do|give|rename|set|name|use|remove|leave|check|make|add|install|grant|choose|refer|run|take|satisfy|correct|clone|create|write|put|verify|see|spell|begin|list|look|deregister|rewrite|pass";

/** Tells to do something: a clause that begins with a verb, what a value must be, or what was probably meant. */
const remedy = new RegExp(
  `(^|[;:.,(]\\s+|\\n\\s*|\\b(and|or|then|instead) )(${verbs})\\b|\\bmust (not )?(be|have|look|end|begin|say)|\\b(did|do) you mean\\b`,
  "im",
);

/** What every refusal must be for a person: it names the place, says what to do, shows no stack and no secret. */
export function expectReadable(message: string, place: string, says: RegExp): void {
  expect(message).toContain(place);
  expect(message).toMatch(says);
  expect(message).toMatch(remedy);
  expect(message).not.toMatch(
    /^\s+at .+:\d+:\d+|node:internal|\.js:\d+|Error:|undefined|\[object/m,
  );
  expect(message).not.toContain("canary");
}
