import type { Path, Specimens } from "./derivation";
import { specimensFor as registrationSpecimensFor } from "./registration";

const words: Specimens = ["specimen-a", "specimen-b"];

/**
 * Specimens of arguments that the files of a pushed cluster have no part of, or that decide over the keys of a map or
 * the length of a list: these differ in that, so that the map or list is seen to derive as a whole.
 */
const table: readonly (readonly [pattern: RegExp, specimens: Specimens])[] = [
  [/^tenant\.git\.address$/, ["https://a.specimen.example", "https://b.specimen.example"]],
  [
    /^components\.\w+\.chart\.repository$/,
    ["https://a.specimen.example", "https://b.specimen.example"],
  ],
  [/^components\.\w+\.chart\.name$/, words],
  [/^components\.\w+\.chart\.version$/, ["1.0.1", "1.0.2"]],
  [/^components\.\w+\.chart\.timeoutSeconds$/, [301, 302]],
  [/^components\.\w+\.resources$/, [{ a: {} }, { b: {} }]],
  [/^components\.\w+\.tolerations$/, [[{ key: "a" }], [{ key: "a" }, { key: "b" }]]],
  [/^components\.\w+\.(resources|tolerations)\./, words],
];

/** Two valid, different values of an argument; undefined: it decides which files or resources there are. */
export function specimensFor(path: Path): Specimens | undefined {
  const name = path.join(".");
  return registrationSpecimensFor(path) ?? table.find(([pattern]) => pattern.test(name))?.[1];
}
