/** Every way in which an operation fails, with the gRPC status that the engine is given. */
export const errorCodes = {
  "invalid-arguments": "INVALID_ARGUMENT",
  "invalid-configuration": "INVALID_ARGUMENT",
  "claim-conflict": "FAILED_PRECONDITION",
  "claim-rival": "FAILED_PRECONDITION",
  "changed-since-preview": "FAILED_PRECONDITION",
  "base-unusable": "FAILED_PRECONDITION",
  "guard-failed": "FAILED_PRECONDITION",
  "unsupported-yaml": "FAILED_PRECONDITION",
  "repository-not-found": "NOT_FOUND",
  "branch-not-found": "NOT_FOUND",
  "repository-empty": "FAILED_PRECONDITION",
  "repository-unsuitable": "FAILED_PRECONDITION",
  "credentials-refused": "PERMISSION_DENIED",
  "permission-denied": "PERMISSION_DENIED",
  "push-refused": "FAILED_PRECONDITION",
  "repository-unavailable": "UNAVAILABLE",
  "rate-limited": "UNAVAILABLE",
  "gitlab-rejected": "FAILED_PRECONDITION",
  "merge-request-conflict": "FAILED_PRECONDITION",
  "merge-request-closed": "FAILED_PRECONDITION",
  "merge-request-open": "DEADLINE_EXCEEDED",
  "merge-request-branch-taken": "FAILED_PRECONDITION",
  overwritten: "FAILED_PRECONDITION",
  "vault-sealed": "UNAVAILABLE",
  "vault-unavailable": "UNAVAILABLE",
  "vault-permission-denied": "PERMISSION_DENIED",
  "vault-not-found": "NOT_FOUND",
  "vault-conflict": "FAILED_PRECONDITION",
  "stale-read": "ABORTED",
  "local-failure": "FAILED_PRECONDITION",
  cancelled: "CANCELLED",
  "deadline-exceeded": "DEADLINE_EXCEEDED",
  "not-found": "NOT_FOUND",
  "registration-not-found": "NOT_FOUND",
  "registration-ambiguous": "FAILED_PRECONDITION",
  "kubeconfig-unusable": "INVALID_ARGUMENT",
  "cluster-unreachable": "UNAVAILABLE",
  "cluster-credentials-refused": "PERMISSION_DENIED",
  "cluster-permission-denied": "PERMISSION_DENIED",
  "cluster-object-exists": "ALREADY_EXISTS",
  "cluster-conflict": "ABORTED",
  "cluster-rejected": "FAILED_PRECONDITION",
  "cluster-timeout": "DEADLINE_EXCEEDED",
  "webhook-failed": "FAILED_PRECONDITION",
  "namespace-terminating": "FAILED_PRECONDITION",
  "cluster-not-ready": "FAILED_PRECONDITION",
  "secret-missing": "FAILED_PRECONDITION",
  "custom-resources-left": "FAILED_PRECONDITION",
  "object-not-ours": "FAILED_PRECONDITION",
  "config-map-unsuitable": "FAILED_PRECONDITION",
  "kubernetes-unsuitable": "FAILED_PRECONDITION",
  "node-port-taken": "FAILED_PRECONDITION",
  "chart-not-found": "FAILED_PRECONDITION",
  "chart-source-unreachable": "FAILED_PRECONDITION",
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface ErrorDetails {
  /** What to do about it, a whole sentence. */
  readonly remedy?: string;
  /** The path of the file, the property or the configuration key it is about. */
  readonly at?: string;
  readonly cause?: unknown;
}

/** A failure that a user can act on: a whole sentence first, then the remedy; never a stack trace, never a secret. */
export class NautesError extends Error {
  readonly code: ErrorCode;
  readonly at: string | undefined;

  constructor(code: ErrorCode, sentence: string, details: ErrorDetails = {}) {
    super(
      details.remedy === undefined ? sentence : `${sentence}\n${details.remedy}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.name = "NautesError";
    this.code = code;
    this.at = details.at;
  }
}

/** Whether `error` is a NautesError of one of these codes. */
export function isNautesError(
  error: unknown,
  ...codes: readonly ErrorCode[]
): error is NautesError {
  return error instanceof NautesError && (codes.length === 0 || codes.includes(error.code));
}
