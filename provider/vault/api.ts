import { readFileSync } from "node:fs";
import type { Dispatcher } from "undici";
import { request } from "undici";
import { isNautesError, NautesError } from "../errors";
import { dispatcherFor } from "../http/dispatcher";
import { ifSlow, isUntrusted, networkCode } from "../http/network-code";
import type { Bounds, Patience } from "../http/retry";
import { defaultPatience, mayGoOn, Passing, persist } from "../http/retry";
import { withTimeLimit } from "../http/time-limit";
import type { VaultSettings } from "./settings";

/** Credentials are small: what answers more than this is no Vault. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/** What Vault said to a request that it understood. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The words of its `errors`; they name paths, and never hold what was sent. */
  readonly errors: string;
}

export interface ApiOptions {
  readonly patience?: Patience;
  /** Milliseconds after which a single request is given up; the operation's own time bounds all. @default 15 000 */
  readonly timeout?: number | undefined;
  /** Told once the environment's token is used in place of a refused one. */
  readonly warn?: (message: string) => void;
}

/** Vault's HTTP API (the same in OpenBao), its failures translated; neither token nor values are ever repeated. */
export class VaultApi {
  readonly settings: VaultSettings;
  readonly patience: Patience;
  readonly #timeout: number;
  readonly #warn: (message: string) => void;
  #token: string | undefined;
  #dispatcher: Dispatcher | undefined;

  constructor(settings: VaultSettings, { patience, timeout, warn }: ApiOptions = {}) {
    this.settings = settings;
    this.patience = patience ?? defaultPatience;
    this.#timeout = timeout ?? 15_000;
    this.#warn = warn ?? (() => undefined);
    this.#token = settings.token;
  }

  /** Reads, as often as it takes. @throws vault-sealed, vault-unavailable, vault-permission-denied, credentials-refused */
  get(path: string, bounds: Bounds): Promise<Answer> {
    return persist(() => this.send("GET", path, bounds), bounds, this.patience, "Vault");
  }

  /** Sends one request once. @throws like {@link get}, a {@link Passing} if what became of it is not known */
  async send(method: Method, path: string, bounds: Bounds, body?: unknown): Promise<Answer> {
    mayGoOn(bounds, "Vault");
    const token = this.#token;
    if (token === undefined) throw this.#noToken();
    const answer = await this.#exchange(method, path, token, bounds, body);
    if (answer.status === 503) throw await this.#sealedOrPassing(bounds);
    if (answer.status !== 403) return answer;
    const lookup = await this.#exchange("GET", "auth/token/lookup-self", token, bounds);
    if (lookup.status === 200) throw this.#forbidden(method, path);
    const { fallbackToken, address } = this.settings;
    if (fallbackToken === undefined || fallbackToken === token) throw this.#refused();
    this.#token = fallbackToken;
    this.#warn(
      `The stored token for Vault at ${address} was refused; the one in VAULT_TOKEN is used instead. ` +
        "Set it anew: `pulumi config set --secret --path nautes:vault.token`.",
    );
    return this.send(method, path, bounds, body);
  }

  async close(): Promise<void> {
    await this.#dispatcher?.destroy();
  }

  async #exchange(
    method: Method,
    path: string,
    token: string,
    { signal, deadline }: Bounds,
    body?: unknown,
  ): Promise<Answer> {
    const { address, namespace } = this.settings;
    const given = Math.min(this.#timeout, deadline - Date.now());
    // A write that is under way is not broken off: its outcome would not be known.
    const stop = method === "GET" ? signal : undefined;
    try {
      return await withTimeLimit(given, stop, async (limit) => {
        const response = await request(`${address}/v1/${path}`, {
          method,
          dispatcher: (this.#dispatcher ??= reach(this.settings)),
          headers: {
            "x-vault-token": token,
            "x-vault-request": "true",
            ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          signal: limit.signal,
        });
        const text = await response.body.text();
        return this.#answer(response.statusCode, text, response.headers["retry-after"]);
      });
    } catch (error) {
      if (isNautesError(error)) throw error;
      mayGoOn({ signal, deadline }, "Vault");
      throw this.#unreachable(error);
    }
  }

  #answer(status: number, text: string, retryAfter: string | string[] | undefined): Answer {
    const { address } = this.settings;
    if (status >= 300 && status < 400) {
      throw new NautesError(
        "vault-unavailable",
        `Vault at ${address} is a standby that sends its clients elsewhere.`,
        { remedy: "Set nautes:vault.address to the active server or to the load balancer." },
      );
    }
    if (status === 429 || status === 412 || status === 472 || (status >= 500 && status !== 503)) {
      const wait = Number(retryAfter);
      throw new Passing(
        "vault-unavailable",
        `Vault at ${address} cannot serve now: it answers with status ${status}.`,
        "Look at its log, or run again later.",
        Number.isFinite(wait) && wait > 0 && wait <= 60 ? wait : undefined,
      );
    }
    const body = parsed(text);
    if (body === undefined && status !== 204 && status !== 503) {
      throw new NautesError(
        "vault-unavailable",
        `What is at ${address} does not answer like Vault (status ${status}).`,
        { remedy: "Correct nautes:vault.address; a proxy may also have answered in its place." },
      );
    }
    return { status, body, errors: errorsOf(body) };
  }

  /** Vault answers 503 while it is sealed; a proxy before it, while it is away. */
  async #sealedOrPassing(bounds: Bounds): Promise<NautesError> {
    const { address } = this.settings;
    const { status, body } = await this.#exchange("GET", "sys/seal-status", "", bounds);
    const state = status === 200 ? (body as { sealed?: unknown; initialized?: unknown }) : {};
    if (state.initialized === false) {
      return new NautesError("vault-sealed", `Vault at ${address} is not initialized yet.`, {
        remedy: "Initialize and unseal it, then run again.",
      });
    }
    if (state.sealed === true) {
      return new NautesError("vault-sealed", `Vault at ${address} is sealed.`, {
        remedy: "Unseal it (`vault operator unseal` or `bao operator unseal`), then run again.",
      });
    }
    return unavailable(`Vault at ${address} cannot serve now.`, "Look at its log, or run later.");
  }

  #unreachable(error: unknown): NautesError {
    const code = networkCode(error);
    const { address } = this.settings;
    if (isUntrusted(code)) {
      const sentence = `The certificate of Vault at ${address} is not trusted (${code}).`;
      return new NautesError("vault-unavailable", sentence, {
        remedy: "Give its authority as nautes:vault.caCertificate, and check its name and dates.",
      });
    }
    return unavailable(
      `Vault at ${address} cannot be reached${code === "" ? "" : ` (${code})`}.`,
      `Check nautes:vault.address, the network and HTTPS_PROXY, then run again${ifSlow(code, "nautes:timeouts.vault")}.`,
    );
  }

  #forbidden(method: Method, path: string): NautesError {
    const needed = { GET: "read", POST: "create and update", DELETE: "delete" }[method];
    return new NautesError(
      "vault-permission-denied",
      `The token for Vault at ${this.settings.address} may not ${needed} ${path}.`,
      { remedy: `Give its policy the capability to ${needed} there, or use another token.` },
    );
  }

  #refused(): NautesError {
    return new NautesError(
      "credentials-refused",
      `Vault at ${this.settings.address} does not accept the token: it is wrong or has ended.`,
      { remedy: tokenRemedy },
    );
  }

  #noToken(): NautesError {
    return new NautesError(
      "credentials-refused",
      `There is no token for Vault at ${this.settings.address}.`,
      { remedy: `${tokenRemedy} To use no Vault, unset VAULT_ADDR and nautes:vault.` },
    );
  }
}

type Method = "GET" | "POST" | "DELETE";

const tokenRemedy =
  "Set a valid one: `pulumi config set --secret --path nautes:vault.token …`, or VAULT_TOKEN (with VAULT_ADDR of the same server).";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function errorsOf(body: unknown): string {
  const errors = (body as { errors?: unknown } | null | undefined)?.errors;
  return Array.isArray(errors) ? errors.join("; ") : "";
}

function unavailable(sentence: string, remedy: string): Passing {
  return new Passing("vault-unavailable", sentence, remedy);
}

/** @throws local-failure if the file of authorities cannot be read */
function reach({ caCertificate, caFile }: VaultSettings): Dispatcher {
  const ca = caCertificate ?? (caFile === undefined ? undefined : fileText(caFile));
  return dispatcherFor({ ca, longestAnswer: LONGEST_ANSWER });
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new NautesError("local-failure", `The file ${path} of VAULT_CACERT cannot be read.`, {
      remedy: "Correct VAULT_CACERT, or give the text as nautes:vault.caCertificate.",
    });
  }
}
