import type { Decoded } from "../codec";
import type { Session } from "../session";
import { checkedInputs, credentialOf, reducedOf } from "./cluster-credential-inputs";
import { failure } from "./config-files-inputs";
import type { CheckResult, Failure } from "./resource";

/**
 * All problems of the inputs. What operators could not use is refused where it is to be kept or operators are to come;
 * a push that keeps it nowhere takes any kubeconfig.
 */
export function check(
  session: Session,
  urn: string,
  olds: Decoded | undefined,
  news: Decoded,
): CheckResult {
  const { inputs, failures } = checkedInputs(news, session.settings.vault?.mount);
  const reduced = failures.length === 0 ? reducedOf(inputs.value as Decoded["value"]) : undefined;
  if (reduced === undefined) return { inputs, failures };
  const pulled = credentialOf(inputs.value as Decoded["value"]).purpose === "pull";
  const needed = pulled || session.settings.vault !== undefined;
  const known = olds?.value["kubeconfig"] === inputs.value["kubeconfig"];
  const ended = endedCertificate(reduced.expires);
  const warnings = [
    ...(needed ? reduced.warnings : []),
    ...(pulled ? reduced.argoWarnings : []),
    // The cluster may be gone, and be meant to be given up.
    ...(known ? ended : []),
  ];
  for (const what of warnings) session.log.warn(urn, `The kubeconfig ${what}.`);
  const errors = [...(needed ? reduced.errors : []), ...(known ? [] : ended)];
  return { inputs, failures: errors.map((what): Failure => failure("kubeconfig", what)) };
}

function endedCertificate(expires: Date | undefined): string[] {
  if (expires === undefined || !(expires.getTime() < Date.now())) return [];
  const date = expires.toISOString().slice(0, 10);
  return [`has a client certificate that ended on ${date}; give a kubeconfig with a new one`];
}
