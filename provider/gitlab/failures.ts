import { foreignText } from "../claims/foreign-text";
import type { ErrorCode, ErrorDetails } from "../errors";
import { NautesError } from "../errors";
import { ifSlow, isUntrusted } from "../http/network-code";
import { Passing } from "../http/retry";

/** A request that the server understood and refused. */
export class GitlabRefusal extends NautesError {
  readonly status: number;
  /** What the server said. */
  readonly words: string;

  constructor(
    code: ErrorCode,
    { status, words }: Pick<GitlabRefusal, "status" | "words">,
    sentence: string,
    details: ErrorDetails = {},
  ) {
    super(code, sentence, details);
    this.status = status;
    this.words = words;
  }
}

/** Undefined for what editions, versions and roles do not show. @throws any other error */
export function untold(error: unknown): undefined {
  if (error instanceof GitlabRefusal && [400, 403, 404].includes(error.status)) return undefined;
  throw error;
}

/** What was asked, for messages: `GET projects/12/repository/tree` of which server. */
export interface Asked {
  readonly url: string;
  readonly method: string;
  /** Below `/api/v4`. */
  readonly endpoint: string;
}

/** An answer whose body is text still. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

const tokenRemedy =
  "Set a valid one: `pulumi config set --secret --path nautes:gitlab.token …`, or GITLAB_TOKEN (with GITLAB_URL of the same server).";

export function noToken(url: string): NautesError {
  return new NautesError("credentials-refused", `There is no token for GitLab at ${url}.`, {
    remedy: tokenRemedy,
  });
}

/** The error that an answer of status 300 and above means, in the server's words; they never hold what was sent. */
export function failureOf(asked: Asked, answer: RawAnswer, retryAfter?: number): NautesError {
  const { url } = asked;
  const { status } = answer;
  const words = wordsOf(answer);
  if (status < 400) return elsewhere(url, status);
  if (status === 429) return limited(url, retryAfter);
  if (status === 408 || status >= 500) {
    return new Passing(
      "repository-unavailable",
      `GitLab at ${url} cannot serve now: it answers with status ${status}.`,
      "Look at its status page or log, or run again later.",
      retryAfter,
    );
  }
  const refusal = { status, words };
  if (status === 401) {
    return new GitlabRefusal(
      "credentials-refused",
      refusal,
      `GitLab at ${url} does not accept the token: it is wrong, expired or revoked.${said(words)}`,
      { remedy: tokenRemedy },
    );
  }
  if (status === 403) return forbidden(asked, refusal);
  if (status === 404) {
    return new GitlabRefusal(
      "not-found",
      refusal,
      `GitLab at ${url} has no ${shown(asked)}, or does not show it to this token.${said(words)}`,
      { remedy: "Check its path, and that the token's user is a member there." },
    );
  }
  return new GitlabRefusal(
    "gitlab-rejected",
    refusal,
    `GitLab at ${url} refuses ${asked.method} ${shown(asked)} (status ${status}).${said(words)}`,
    { remedy: "Correct what it names." },
  );
}

/** The failure of a request that brought no answer, by the network's code. */
export function unreachable(url: string, code: string): NautesError {
  if (isUntrusted(code)) {
    const sentence = `The certificate of GitLab at ${url} is not trusted (${code}).`;
    return new NautesError("repository-unavailable", sentence, {
      remedy: "Give its authority as nautes:gitlab.caCertificate, and check its name and dates.",
    });
  }
  return new Passing(
    "repository-unavailable",
    `GitLab at ${url} cannot be reached${code === "" ? "" : ` (${code})`}.`,
    `Check nautes:gitlab.url, the network and HTTPS_PROXY, then run again${ifSlow(code, "nautes:timeouts.read or .write")}.`,
  );
}

export function noGitlab(url: string, status: number): NautesError {
  return new NautesError(
    "repository-unavailable",
    `What is at ${url} does not answer like GitLab (status ${status}).`,
    { remedy: "Correct nautes:gitlab.url; a proxy may also have answered in its place." },
  );
}

export function limited(url: string, seconds: number | undefined): Passing {
  const wait = seconds === undefined ? "" : ` It asks to wait ${Math.ceil(seconds)} s.`;
  return new Passing(
    "rate-limited",
    `GitLab at ${url} takes no more requests of this user for now.${wait}`,
    "Run again later, give it more time with customTimeouts, or have the limit raised.",
    seconds,
  );
}

function elsewhere(url: string, status: number): NautesError {
  return new NautesError(
    "repository-unavailable",
    `GitLab at ${url} sends its clients elsewhere (status ${status}).`,
    { remedy: "Set nautes:gitlab.url to its present address, and paths to their present names." },
  );
}

function forbidden(asked: Asked, refusal: Pick<GitlabRefusal, "status" | "words">): NautesError {
  const scope = /insufficient_scope|higher privileges/.test(refusal.words);
  return new GitlabRefusal(
    "permission-denied",
    refusal,
    `The token for GitLab at ${asked.url} may not ${asked.method} ${shown(asked)}.${said(refusal.words)}`,
    {
      remedy: scope
        ? "Make a token with the scope `api`; to read only, `read_api` is enough."
        : "Give its user a higher role there, or use another token.",
    },
  );
}

/** The endpoint as a person reads it. */
function shown({ endpoint }: Asked): string {
  return foreignText(decodeURIComponent(endpoint));
}

function said(words: string): string {
  return words === "" ? "" : `\nGitLab says: ${words}`;
}

/** `message`, `error` and `error_description` of a JSON body, which may be texts, lists or maps; of HTML nothing. */
function wordsOf({ contentType, text }: RawAnswer): string {
  if (!contentType.includes("json")) {
    return contentType.startsWith("text/plain") ? foreignText(text) : "";
  }
  try {
    const body = JSON.parse(text) as Record<string, unknown> | null;
    const parts = [body?.["message"], body?.["error"], body?.["error_description"]];
    const texts = parts
      .filter((part) => part !== undefined && part !== null)
      .map((part) => (typeof part === "string" ? part : JSON.stringify(part)));
    return foreignText([...new Set(texts)].join(": "));
  } catch {
    return "";
  }
}
