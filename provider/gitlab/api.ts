import type { Dispatcher } from "undici";
import { request } from "undici";
import { isNautesError, NautesError } from "../errors";
import { dispatcherFor } from "../http/dispatcher";
import { isUntrusted, networkCode } from "../http/network-code";
import type { Bounds, Patience } from "../http/retry";
import { defaultPatience, mayGoOn, Passing, persist } from "../http/retry";
import { withTimeLimit } from "../http/time-limit";
import type { Asked } from "./failures";
import { failureOf, limited, noGitlab, noToken, unreachable } from "./failures";
import { Pace } from "./pace";
import type { GitlabSettings } from "./settings";
import { textOfBody, textOfQuery } from "./spelling";

const defaultTimeouts: ApiTimeouts = { operation: 300_000, read: 30_000, write: 120_000 };

/** Bytes: a page of a tree or a file is far smaller. */
const LONGEST_ANSWER = 64 * 1024 * 1024;

/** Few servers serve one client more at a time. */
const CONNECTIONS = 8;

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface Question {
  readonly method: Method;
  /** Below `/api/v4`, without a slash at its start. */
  readonly endpoint: string;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** Milliseconds. */
export interface ApiTimeouts {
  /** For all that one question to a branch, or one change of it, asks. @default 300 000, as one git command has */
  readonly operation: number;
  /** After which a single request that reads is given up. @default 30 000 */
  readonly read: number;
  /** After which one that writes is. @default 120 000 */
  readonly write: number;
}

export interface ApiOptions {
  readonly patience?: Patience;
  readonly timeouts?: { readonly [K in keyof ApiTimeouts]?: ApiTimeouts[K] | undefined };
  /** Told once when the environment's token is used in place of a refused one. */
  readonly warn?: (message: string) => void;
}

/** A write whose outcome is not known: nobody may repeat it without looking. */
export class Doubtful extends NautesError {
  constructor(cause: NautesError) {
    super("repository-unavailable", cause.message);
  }
}

/** GitLab's REST API: patient, within its limits, its failures translated; neither token nor values are ever repeated. */
export class GitlabApi {
  readonly settings: GitlabSettings;
  readonly timeouts: ApiTimeouts;
  readonly #patience: Patience;
  readonly #warn: (message: string) => void;
  readonly #pace = new Pace();
  #token: string | undefined;
  #dispatcher: Dispatcher | undefined;

  constructor(settings: GitlabSettings, { patience, timeouts = {}, warn }: ApiOptions = {}) {
    this.settings = settings;
    this.#patience = patience ?? defaultPatience;
    this.timeouts = {
      operation: timeouts.operation ?? defaultTimeouts.operation,
      read: timeouts.read ?? defaultTimeouts.read,
      write: timeouts.write ?? defaultTimeouts.write,
    };
    this.#warn = warn ?? (() => undefined);
    this.#token = settings.token;
  }

  /**
   * Asks as often as it takes; a write only until it may have reached the server.
   * @throws credentials-refused, permission-denied, not-found, gitlab-rejected, rate-limited, repository-unavailable; {@link Doubtful}
   */
  ask(question: Question, bounds: Bounds): Promise<Answer> {
    return persist(() => this.#askOnce(question, bounds), bounds, this.#patience, "GitLab");
  }

  async close(): Promise<void> {
    await this.#dispatcher?.destroy();
  }

  async #askOnce(question: Question, bounds: Bounds): Promise<Answer> {
    const { url, fallbackToken } = this.settings;
    if (!(await this.#pace.wait(bounds))) throw limited(url, this.#pace.waitSeconds);
    mayGoOn(bounds, "GitLab");
    const token = this.#token;
    if (token === undefined) throw noToken(url);
    try {
      return await this.#exchange(question, token, bounds);
    } catch (error) {
      if (!isNautesError(error, "credentials-refused")) throw error;
      if (this.#token === token) {
        if (fallbackToken === undefined || fallbackToken === token) throw error;
        this.#token = fallbackToken;
        this.#warn(
          `The stored token for GitLab at ${url} was refused; the one in GITLAB_TOKEN is used instead. ` +
            "Set it anew: `pulumi config set --secret --path nautes:gitlab.token`.",
        );
      }
      return this.#askOnce(question, bounds);
    }
  }

  async #exchange(question: Question, token: string, bounds: Bounds): Promise<Answer> {
    const { method, endpoint, query, body } = question;
    const { url } = this.settings;
    const asked: Asked = { url, method, endpoint };
    const reads = method === "GET";
    const { read, write } = this.timeouts;
    const given = Math.min(reads ? read : write, bounds.deadline - Date.now());
    // A write that is under way is not broken off: its outcome would not be known.
    const signal = reads ? bounds.signal : undefined;
    try {
      return await withTimeLimit(given, signal, async (limit) => {
        const response = await request(`${url}/api/v4/${endpoint}${textOfQuery(query)}`, {
          method,
          dispatcher: (this.#dispatcher ??= dispatcherFor({
            ca: this.settings.caCertificate,
            longestAnswer: LONGEST_ANSWER,
            connections: CONNECTIONS,
          })),
          headers: {
            "private-token": token,
            accept: "application/json",
            "user-agent": "pulumi-nautes",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          ...(body === undefined ? {} : { body: textOfBody(body) }),
          signal: limit.signal,
        });
        const text = await response.body.text();
        return this.#answer(asked, response.statusCode, headersOf(response.headers), text);
      });
    } catch (error) {
      if (isNautesError(error)) throw reads ? error : doubtful(error);
      const code = networkCode(error);
      if (!reads && !neverSent(code)) throw new Doubtful(unreachable(url, code));
      mayGoOn(bounds, "GitLab");
      throw unreachable(url, code);
    }
  }

  #answer(asked: Asked, status: number, headers: Record<string, string>, text: string): Answer {
    const wait = this.#pace.heed(status, headers);
    const contentType = headers["content-type"] ?? "";
    if (status >= 300) throw failureOf(asked, { status, contentType, text }, wait);
    if (status === 204 || text === "") return { status, headers, body: null };
    try {
      return { status, headers, body: JSON.parse(text) as unknown };
    } catch {
      throw noGitlab(asked.url, status);
    }
  }
}

/** A server that answers 429 has not begun; what else it or a proxy before it says in trouble leaves that open. */
function doubtful(error: NautesError): NautesError {
  return error instanceof Passing && error.code !== "rate-limited" ? new Doubtful(error) : error;
}

function neverSent(code: string): boolean {
  return (
    isUntrusted(code) ||
    /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/.test(
      code,
    )
  );
}

function headersOf(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  );
}
