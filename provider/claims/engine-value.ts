import { hasUnknown, isList, isMap } from "./json";
import { UNKNOWN } from "./model";
import type { Json } from "./model";

/** The key that marks secrets, assets and the like in values on Pulumi's wire (`sdk/nodejs/runtime/rpc.ts`). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Whether the engine takes a value from a repository for what it is, and not for a secret or for unknown. */
export function isFitForEngine(value: Json): boolean {
  return !hasUnknown(value) && !hasSpecialKey(value);
}

/** A text from a repository as the engine may have it: the one that stands for unknown gets a newline. */
export function textForEngine(text: string): string {
  return text === UNKNOWN ? `${text}\n` : text;
}

function hasSpecialKey(value: Json): boolean {
  if (isList(value)) return value.some(hasSpecialKey);
  if (!isMap(value)) return false;
  return (
    Object.hasOwn(value, SIGNATURE) ||
    Object.hasOwn(value, "__proto__") ||
    Object.values(value).some(hasSpecialKey)
  );
}
