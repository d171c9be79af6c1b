import type { Decoded } from "../codec";
import type { Session } from "../session";
import { claimRequest, place } from "./config-files-request";
import type { Operation } from "./resource";

/** The inputs with the provider's repository and branch, if other files can forbid the deletion and it does not say where. */
export function withPlace(session: Session, inputs: Decoded): Decoded {
  const { repository, branch } = session.settings;
  const given = Object.entries(inputs.value).filter(([, value]) => value !== null);
  const value = Object.fromEntries(given);
  if (!("forbids" in value)) return inputs;
  const defaults = { ...(repository === undefined ? {} : { repository }), branch };
  return { ...inputs, value: { ...defaults, ...value } };
}

/**
 * Asks what other files forbid, as if all files that the guards belong to were given up now: whoever deletes what these
 * files stand for is refused before, not half way. @throws guard-failed
 */
export async function requireReleasable(
  session: Session,
  call: Operation & { olds: Decoded },
): Promise<void> {
  const { forbids = [] } = call.olds.value;
  if (!Array.isArray(forbids) || forbids.length === 0) return;
  const { repository, branch } = place(session.settings, call.olds.value);
  const inputs = { repository, branch, subject: call.urn, forbids };
  const request = claimRequest(session.settings, call.urn, undefined, { inputs, outputs: {} });
  await session.judge(repository, branch, request, call);
}
