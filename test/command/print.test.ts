import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { assigned, print } from "../../command/program/print";
import { call, code, text } from "../../command/program/source";
import type { Source } from "../../command/program/source";
import { unformatted } from "./checked";
import { folders } from "./scripted";

const { make, clear } = folders();
afterEach(clear);

const words = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const texts = fc.oneof(
  words,
  fc.stringMatching(/^[ -~]{0,90}$/),
  fc.constantFrom("it's", 'a "b"', "'\"'", "c\\d", "$", "é\n"),
);
const names = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,40}$/).map((name) => `x${name}`);
const leaves: fc.Arbitrary<Source> = fc.oneof(
  texts.map(text),
  names.map(code),
  fc.integer({ min: 0, max: 65535 }).map((port) => code(String(port))),
  fc.tuple(names, words).map(([name, word]) => code(`\`${word}\${${name}}\``)),
  fc
    .tuple(fc.constantFrom("require", "requireSecret", "requireNumber"), words)
    .map(([method, word]) => call(`config.${method}`, word)),
);
const { value: values } = fc.letrec<{ value: Source }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "medium" },
    leaves,
    fc
      .array(leaves, { minLength: 1, maxLength: 4 })
      .map((items) => ({ kind: "list" as const, items })),
    fc
      .uniqueArray(fc.tuple(fc.oneof(words, names), tie("value")), {
        minLength: 1,
        maxLength: 4,
        selector: ([key]) => key,
      })
      .map((all) => objectOf(all)),
    fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 3 }).map((pairs) => ({
      kind: "list" as const,
      items: pairs.map(([group, kind]) =>
        objectOf([
          ["group", text(group)],
          ["kind", text(kind)],
        ]),
      ),
    })),
  ),
}));

/** No object is printed in the line of a call. */
const width = 80;

function objectOf(all: readonly (readonly [string, Source])[]): Source {
  return { kind: "object", entries: all.map(([key, value]) => ({ key: text(key), value })) };
}

test("whatever is printed is as prettier has it", () => {
  const samples = fc.sample(fc.tuple(names, values), { numRuns: 400, seed: 6 });
  const folder = make();
  for (const [index, [name, value]] of samples.entries()) {
    const constant = `${assigned(`const ${name} =`, value, 0)};\n`;
    const argument = `use(${print(objectOf([[name, value]]), 0, width)});\n`;
    writeFileSync(join(folder, `sample-${index}.ts`), `${constant}\n${argument}`);
  }
  expect(unformatted(folder)).toBe("");
}, 240_000);
