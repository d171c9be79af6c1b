import type { GivenEntries } from "../claims/given-entries";
import { briefEntries } from "../claims/given-entries";
import type { Claims, Json } from "../claims/model";
import { isScaffoldMark } from "../claims/scaffold";
import type { Decoded } from "../codec";
import { propertyPath } from "../codec";
import { NautesError } from "../errors";
import { claimsOf } from "./config-files-inputs";
import type { Inputs } from "./config-files-request";
import { GUARD_MARK, isGuardMark } from "./state-marks";

const guardParts = ["requires", "forbids"] as const;

/**
 * Keeps out of the state what only matters while files are taken up: guards to hold, and the texts of scaffolds, of
 * which a mark is enough to give them up. Check puts them aside, and Create and Update, which the engine asks of the
 * same process, take them from here: a program says them anew each time, unless `ignoreChanges` puts marks of the state
 * in their place.
 */
export class BriefInputs {
  /** URN → property path → what is there. */
  readonly #aside = new Map<string, ReadonlyMap<string, Json>>();

  /** The inputs as the state shall have them. */
  brief(urn: string, inputs: Decoded): Decoded {
    this.#aside.delete(urn);
    const claims = claimsOf(inputs.value);
    if (claims === undefined) return inputs;
    const value: { [key: string]: Json } = { ...inputs.value };
    const aside = new Map<string, Json>();
    for (const part of guardParts) {
      const given = guardsIn(value, part);
      if (given.length === 0) Reflect.deleteProperty(value, part);
      if (inputs.secrets.some(([first]) => first === part)) continue;
      given.forEach((guard, index) => {
        if (isToHold(guard)) aside.set(propertyPath([part, index]), guard);
      });
      // Each at its place: `ignoreChanges` may name one of them.
      if (given.length > 0) value[part] = given.map((one) => (isToHold(one) ? GUARD_MARK : one));
    }
    if ("entries" in value) value["entries"] = allBrief(claims.entries) as unknown as Json;
    for (const [path, { scaffold }] of Object.entries(claims.entries)) {
      if (!isScaffoldMark(scaffold)) aside.set(scaffoldAt(path), scaffold);
    }
    this.#aside.set(urn, aside);
    return { value, secrets: inputs.secrets };
  }

  /**
   * The inputs as Check was given them. Of a scaffold there may be but the mark, which is enough where its file is.
   * @throws invalid-arguments if Check was not given a guard
   */
  full(urn: string, inputs: Inputs): Inputs {
    const claims = claimsOf(inputs);
    if (claims === undefined) return inputs;
    const aside = this.#aside.get(urn);
    const value: { [key: string]: Json } = { ...inputs };
    for (const part of guardParts) {
      value[part] = guardsIn(inputs, part).map((guard, index) => {
        if (!isGuardMark(guard)) return guard;
        const whole = aside?.get(propertyPath([part, index]));
        if (whole === undefined) throw guardMissing(claims.subject, part, index);
        return whole;
      });
    }
    const entries = Object.entries(claims.entries).map(([path, { scaffold, ...claim }]) => {
      const text = isScaffoldMark(scaffold) ? aside?.get(scaffoldAt(path)) : undefined;
      return [path, { ...claim, scaffold: text ?? scaffold }] as const;
    });
    return { ...value, entries: Object.fromEntries(entries) };
  }
}

function guardsIn(inputs: Inputs, part: (typeof guardParts)[number]): readonly Json[] {
  const guards = inputs[part];
  return Array.isArray(guards) ? (guards as readonly Json[]) : [];
}

function isToHold(guard: Json): boolean {
  return typeof guard === "object" && guard !== null && "when" in guard && guard["when"] === "hold";
}

function scaffoldAt(path: string): string {
  return propertyPath(["entries", path, "scaffold"]);
}

/** Claims of entries as the state shall have them. */
export function allBrief(entries: Claims["entries"]): { [path: string]: GivenEntries } {
  return Object.fromEntries(
    Object.entries(entries).map(([path, claim]) => [path, briefEntries(path, claim)]),
  );
}

function guardMissing(subject: string, part: string, index: number): NautesError {
  return new NautesError(
    "invalid-arguments",
    `What ${part} asks before ${subject} is written is not known in this run: \`ignoreChanges\` puts in what the state has, which is only that there is something to ask.`,
    { at: propertyPath([part, index]), remedy: `Leave ${part} out of \`ignoreChanges\`.` },
  );
}
