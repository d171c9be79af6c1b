import type { GivenEntries } from "../claims/given-entries";
import { briefEntries } from "../claims/given-entries";
import type { Claims, Guard, Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import { isScaffoldMark } from "../claims/scaffold";
import type { Decoded } from "../codec";
import { NautesError } from "../errors";
import { claimsOf } from "./config-files-inputs";
import type { Inputs } from "./config-files-request";

/** What matters only while files are taken up. */
interface Aside {
  readonly requires: readonly Guard[];
  readonly forbids: readonly Guard[];
  /** Path → text. */
  readonly scaffolds: ReadonlyMap<string, string>;
}

/**
 * Keeps out of the state what only matters while files are taken up: guards to hold, and the texts of scaffolds, of
 * which a mark is enough to give them up. Check puts them aside, and Create and Update, which the engine asks of the
 * same process, take them from here: a program says them anew each time.
 */
export class BriefInputs {
  readonly #aside = new Map<string, Aside>();

  /** The inputs as the state shall have them. */
  brief(urn: string, inputs: Decoded): Decoded {
    const claims = claimsOf(inputs.value);
    if (claims === undefined) return inputs;
    const value: { [key: string]: Json } = Object.fromEntries(
      Object.entries(inputs.value).filter(([key]) => key !== "requires" && key !== "forbids"),
    );
    const aside = {
      requires: [] as Guard[],
      forbids: [] as Guard[],
      scaffolds: new Map<string, string>(),
    };
    for (const part of ["requires", "forbids"] as const) {
      // Secret marks are at places in the list, which then must not move.
      if (!inputs.secrets.some(([first]) => first === part)) {
        aside[part] = claims[part].filter(isToHold);
      }
      const rest = claims[part].filter((guard) => !aside[part].includes(guard));
      if (rest.length > 0) value[part] = rest as unknown as Json;
    }
    if ("entries" in value) value["entries"] = allBrief(claims.entries) as unknown as Json;
    for (const [path, { scaffold }] of Object.entries(claims.entries)) {
      aside.scaffolds.set(path, scaffold);
    }
    this.#aside.set(urn, aside);
    return { value, secrets: inputs.secrets };
  }

  /** The inputs as Check was given them. @throws invalid-arguments if it was not */
  full(urn: string, inputs: Inputs): Inputs {
    const claims = claimsOf(inputs);
    if (claims === undefined) return inputs;
    const { requires = [], forbids = [], scaffolds } = this.#aside.get(urn) ?? {};
    const entries = Object.entries(claims.entries).map(([path, claim]) => {
      const { scaffold } = claim;
      const text = isScaffoldMark(scaffold) ? scaffolds?.get(path) : scaffold;
      if (text === undefined) throw textMissing(path);
      return [path, { ...claim, scaffold: text }] as const;
    });
    return {
      ...inputs,
      requires: [...claims.requires, ...requires] as unknown as Json,
      forbids: [...claims.forbids, ...forbids] as unknown as Json,
      entries: Object.fromEntries(entries),
    };
  }
}

function isToHold(guard: Guard | typeof UNKNOWN): boolean {
  return guard !== UNKNOWN && guard.when === "hold";
}

/** Claims of entries as the state shall have them. */
export function allBrief(entries: Claims["entries"]): { [path: string]: GivenEntries } {
  return Object.fromEntries(
    Object.entries(entries).map(([path, claim]) => [path, briefEntries(path, claim)]),
  );
}

function textMissing(path: string): NautesError {
  return new NautesError(
    "invalid-arguments",
    `The scaffold of ${path} is the mark by which the state knows it, not its text.`,
    { at: `entries["${path}"].scaffold`, remedy: "Give the text of the file without entries." },
  );
}
