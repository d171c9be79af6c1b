import { UNKNOWN } from "../../provider/claims/model";

/** A text in which what is known only after the update is said so, instead of the engine's mark for it. */
export function unknownsSaid(text: string): string {
  return text.replaceAll(UNKNOWN, "[known after the update]");
}
