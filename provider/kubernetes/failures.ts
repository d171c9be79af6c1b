import { foreignText } from "../claims/foreign-text";
import type { ErrorCode } from "../errors";
import { NautesError } from "../errors";
import { field } from "./objects";

/** A `Status` as an API server answers with instead of what was asked for. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly reason: string;
  readonly causes: readonly string[];
}

/** What was tried, for messages: `create`, `Namespace shop`, at which server. */
export interface Attempt {
  readonly verb: string;
  readonly what: string;
  readonly server: string;
}

/** What the cluster knows beyond its answer. */
export interface Hints {
  /** What is wrong with the credential: `its client certificate expired on …`. */
  readonly credential?: string | undefined;
  /** The configuration that holds the webhook that failed, `ValidatingWebhookConfiguration x`. */
  readonly webhookConfiguration?: string | undefined;
}

/** What a request was for. */
interface Purpose {
  /** Whether what is on the cluster is to be deleted. Default: false. */
  readonly goes?: boolean | undefined;
}

const reachRemedy = "Check that it runs and that this machine reaches it, then run again.";

/** Only where nobody answered may a cluster be gone, and only a deletion has to do with that. */
function unreachableRemedy({ goes = false }: Purpose): string {
  return goes ? `${reachRemedy} ${goneRemedy}` : reachRemedy;
}

const goneRemedy =
  'For a cluster that is gone for good set `ifUnreachable: "detach"` on it and run `pulumi up` before the destroy.';

/** The failure of a request that brought no answer. */
export function transportFailure(
  error: unknown,
  { server }: Attempt,
  purpose: Purpose = {},
): NautesError {
  const code = codeOf(error);
  if (/ALERT|SSLV3|TLSV1/.test(code)) return credentialsRefused(server, {});
  const certificate = certificateFaults[code];
  if (certificate !== undefined) {
    return new NautesError(
      "cluster-unreachable",
      `The API server ${server} was not trusted: ${certificate}.`,
      {
        remedy:
          "Check that the kubeconfig is of this cluster (its certificate-authority-data and its server). " +
          unreachableRemedy(purpose),
        cause: error,
      },
    );
  }
  const why = networkFaults[code] ?? foreignText(code === "" ? "no connection" : code);
  return new NautesError(
    "cluster-unreachable",
    `The API server ${server} cannot be reached: ${why}.`,
    {
      remedy: unreachableRemedy(purpose),
      cause: error,
    },
  );
}

/** The failure that an API server's refusal means. */
export function refusalFailure(refusal: Refusal, attempt: Attempt, hints: Hints = {}): NautesError {
  const { status, message, reason } = refusal;
  if (status === 401) return credentialsRefused(attempt.server, hints);
  const webhook = /failed calling webhook "([^"]+)"/.exec(message)?.[1];
  if (webhook !== undefined) return webhookFailed(webhook, refusal, attempt, hints);
  if (isTerminating(refusal)) return namespaceTerminating(attempt);
  if (status === 403 && /User "[^"]*" cannot /.test(message))
    return permissionDenied(message, attempt);
  if (status === 409 && reason === "AlreadyExists") {
    return new NautesError("cluster-object-exists", `${attempt.what} exists already.`, {
      remedy: "Choose another name, or delete that object if nobody needs it.",
    });
  }
  if (status === 409) {
    return new NautesError(
      "cluster-conflict",
      `${attempt.what} was changed by somebody else at the same time, so that we could not ${attempt.verb} it.`,
      { remedy: "Run again." },
    );
  }
  if (status === 429 || status >= 500) return unwell(refusal, attempt);
  return new NautesError(
    "cluster-rejected",
    `The API server refused to ${attempt.verb} ${attempt.what}: ${foreignText(message)}`,
    { remedy: "Correct what it names, then run again." },
  );
}

/** The failure of what took longer than it may. */
export function timeoutFailure(what: string, { goes = false }: Purpose = {}): NautesError {
  const remedy = "Run again, or give it more time with `timeoutSeconds` or customTimeouts.";
  return new NautesError("cluster-timeout", what, {
    remedy: goes ? `${remedy} ${goneRemedy}` : remedy,
  });
}

/** What a kubeconfig's command that is to give the credential fails with; its output may be secret. */
export function commandFailure(error: unknown): NautesError {
  const why = codeOf(error) === "ENOENT" ? "was not found on this machine" : "failed";
  return new NautesError(
    "cluster-credentials-refused",
    `The command that the kubeconfig names for its credential ${why}.`,
    {
      remedy: "Run `kubectl get --raw /version` with this kubeconfig here to see what it says.",
      cause: error,
    },
  );
}

function credentialsRefused(server: string, { credential }: Hints): NautesError {
  const why = credential === undefined ? "" : `: ${credential}`;
  return new NautesError(
    "cluster-credentials-refused",
    `The API server ${server} does not accept the kubeconfig's credential${why}.`,
    { remedy: "Give a kubeconfig with a valid credential of this cluster." },
  );
}

function permissionDenied(message: string, { verb, what }: Attempt): NautesError {
  const found = /User "([^"]*)" cannot (\S+) (.*)$/.exec(message);
  const user = foreignText(found?.[1] ?? "");
  const denied = found === null ? `${verb} ${what}` : foreignText(`${found[2]} ${found[3]}`);
  return new NautesError("cluster-permission-denied", `User "${user}" may not ${denied}.`, {
    remedy:
      "Give that user the right with a ClusterRole and a binding, or use a kubeconfig that has it.",
  });
}

function webhookFailed(
  webhook: string,
  refusal: Refusal,
  attempt: Attempt,
  hints: Hints,
): NautesError {
  const of = hints.webhookConfiguration === undefined ? "" : ` of ${hints.webhookConfiguration}`;
  const why =
    refusal.message
      .split(webhook)
      .at(-1)
      ?.replace(/^"?:?\s*/, "") ?? "";
  const [kind = "ValidatingWebhookConfiguration", name = "<name>"] =
    hints.webhookConfiguration?.split(" ") ?? [];
  return new NautesError(
    "webhook-failed",
    `The webhook ${foreignText(webhook)}${of} does not answer, so that we cannot ${attempt.verb} ${attempt.what}.`,
    {
      remedy:
        "Bring its operator back. If that is gone for good, delete the configuration " +
        `(\`kubectl delete ${kind.toLowerCase()} ${name}\`), then run again. It said: ${foreignText(why)}`,
    },
  );
}

function namespaceTerminating({ verb, what }: Attempt): NautesError {
  return new NautesError(
    "namespace-terminating",
    `We cannot ${verb} ${what}, because its namespace is being deleted.`,
    {
      remedy:
        "Wait until it is gone, then run again. If it stays, `kubectl get namespace <name> -o yaml` says under " +
        "`status.conditions` what holds it.",
    },
  );
}

function isTerminating({ message, causes }: Refusal): boolean {
  return (
    causes.includes("NamespaceTerminating") || message.includes("because it is being terminated")
  );
}

function unwell({ status, message }: Refusal, { server, verb, what }: Attempt): NautesError {
  return new NautesError(
    "cluster-unreachable",
    `The API server ${server} is not well and could not ${verb} ${what}: ${status} ${foreignText(message)}`,
    { remedy: "Look at its health and at etcd's, then run again." },
  );
}

const networkFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody listens there",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ECONNRESET: "the connection was closed",
  EPIPE: "the connection was closed",
  ETIMEDOUT: "it does not answer",
};

const certificateFaults: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is of another authority than the kubeconfig's",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is not for this name",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of another authority than the kubeconfig's",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is of another authority than the kubeconfig's",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is of another authority than the kubeconfig's",
  CERT_SIGNATURE_FAILURE: "its certificate is of another authority than the kubeconfig's",
};

function codeOf(error: unknown): string {
  const code = field(error, "code");
  return typeof code === "string" ? code : "";
}

/** The codes after which whether the cluster has something is not known: a refresh then keeps the state. */
export const unknowable = [
  "cluster-unreachable",
  "cluster-credentials-refused",
  "cluster-permission-denied",
  "cluster-timeout",
  "kubeconfig-unusable",
] as const satisfies readonly ErrorCode[];
