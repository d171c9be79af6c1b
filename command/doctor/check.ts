import { isNautesError } from "../../provider/errors";
import type { NautesError } from "../../provider/errors";

export type Status = "ok" | "warning" | "failed" | "skipped";

/** One thing that was looked at. */
export interface Check {
  /** Stays the same from version to version: `vault-sealed`. */
  readonly id: string;
  /** What it was looked at of: a repository, a kubeconfig's file; empty: there is one only. */
  readonly about: string;
  readonly status: Status;
  /** A whole sentence. */
  readonly says: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The code of docs/errors.md that a run would fail with. */
  readonly code?: string;
}

/** Makes the checks of one thing. */
export function checksOf(about: string) {
  return { ok: by("ok"), warning: by("warning"), skipped: by("skipped"), failed, problem };

  function by(status: Status) {
    return (id: string, says: string, remedy?: string): Check => ({
      ...{ id, about, status, says },
      ...(remedy === undefined ? {} : { remedy }),
    });
  }

  function failed(id: string, error: NautesError): Check {
    return problem(id, { code: error.code, message: error.message });
  }

  function problem(id: string, { code, message }: { code: string; message: string }): Check {
    const [says = "", ...rest] = message.split("\n");
    const remedy = rest.length === 0 ? {} : { remedy: rest.join("\n") };
    return { id, about, status: "failed", says, ...remedy, code };
  }
}

export type Checks = ReturnType<typeof checksOf>;

/** What a question gave, or the NautesError that it failed with. */
export async function answerOf<T>(
  question: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: NautesError }> {
  try {
    return { value: await question() };
  } catch (error) {
    if (isNautesError(error)) return { error };
    throw error;
  }
}
