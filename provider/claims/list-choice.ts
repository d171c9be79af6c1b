import { isList, isMap } from "./json";
import type { Json } from "./model";
import type { Step } from "./value-path";
import { stepsOf } from "./value-path";

/**
 * The value path, for one document, of a list whose way may choose an item by what a property of it says:
 * `staticClients[id=nautes].redirectURIs` → `["staticClients"][1]["redirectURIs"]`. Keys are taken as the document
 * spells them, whatever their case, as decoders in Go do; those that it has not stay as they are.
 * @returns undefined: there is no such item
 */
export function chosenList(document: Json, list: string): string | undefined {
  const steps: Step[] = [];
  let value: Json | undefined = document;
  for (const part of list.split(choice)) {
    const [, property, wanted] = /^\[([^=[\]]+)=(.*)\]$/.exec(part) ?? [];
    for (const step of property === undefined ? stepsOf(part) : [choose(value, property, wanted)]) {
      if (step === undefined) return undefined;
      const spelled: Step = typeof step === "string" ? spelling(value, step) : step;
      value = isMap(value) || isList(value) ? (value as Record<Step, Json>)[spelled] : undefined;
      steps.push(spelled);
    }
  }
  return steps.map((step) => `[${JSON.stringify(step)}]`).join("");
}

const choice = /(\[[^=[\]"]+=[^[\]]*\])/;

function choose(value: Json | undefined, property: string, wanted = ""): number | undefined {
  if (!isList(value)) return undefined;
  const index = value.findIndex((item) => {
    const found = isMap(item) ? item[spelling(item, property)] : undefined;
    return typeof found !== "object" && String(found) === wanted;
  });
  return index === -1 ? undefined : index;
}

function spelling(value: Json | undefined, key: string): string {
  if (!isMap(value) || Object.hasOwn(value, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(value).find((one) => one.toLowerCase() === lower) ?? key;
}
