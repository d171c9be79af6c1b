import { hasUnknown, isList, isMap } from "./json";
import { SIGNATURE, UNKNOWN } from "./model";
import type { Json } from "./model";

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
