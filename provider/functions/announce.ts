import type { Session } from "../session";
import { failure } from "../resources/config-files-inputs";
import type { ProviderFunction } from "./function";

/**
 * `nautes:index:announce`: the program says how many registrations it makes at each dependency level, and how many
 * operations the engine runs at once, so that a commit waits for what comes and for nothing else.
 */
export function announce(session: Session): ProviderFunction {
  return (args) => {
    const { levels, parallel } = args.value;
    if (!Array.isArray(levels) || !levels.every(isCount)) {
      return Promise.resolve({ failures: [failure("levels", "must be a list of counts")] });
    }
    session.run.announce({ levels, ...(isCount(parallel) && parallel > 0 ? { parallel } : {}) });
    return Promise.resolve({ value: {}, secrets: [] });
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}
