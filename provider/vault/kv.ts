import { isNautesError, NautesError } from "../errors";
import type { Bounds } from "../http/retry";
import { persist } from "../http/retry";
import type { VaultApi } from "./api";

/** A secret as it is now; without data it was never there (version 0) or was deleted. */
export interface Secret {
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>> | undefined;
}

/** The secrets of one KV v2 engine; what is written or deleted must be as it was last seen. */
export class Kv {
  readonly mount: string;
  readonly #api: VaultApi;
  #checked: Promise<void> | undefined;

  constructor(api: VaultApi, mount: string) {
    this.#api = api;
    this.mount = mount;
  }

  /** Resolves if secrets at such a path are kept by this engine, as far as the token may see. @throws vault-not-found; what {@link VaultApi.get} throws */
  ready(path: string, bounds: Bounds): Promise<void> {
    return this.#engine(path, bounds);
  }

  /** The secret at a path, read as often as it takes. @throws vault-not-found if there is no such engine; what {@link VaultApi.get} throws */
  async read(path: string, bounds: Bounds): Promise<Secret> {
    await this.#engine(path, bounds);
    const { status, body, errors } = await this.#api.get(this.#at("data", path), bounds);
    if (status !== 200 && status !== 404) throw this.#unexpected(status, errors);
    if (errors.includes("no handler for route")) throw this.#noEngine("there is none");
    const found = (body as { data?: { data?: unknown; metadata?: { version?: unknown } } }).data;
    const version = found?.metadata?.version;
    return {
      version: typeof version === "number" ? version : 0,
      data: (found?.data ?? undefined) as Secret["data"],
    };
  }

  /**
   * Writes if the newest version is still `seen` (0: there was none), and answers the new version. When it is not known
   * what became of a try, the secret is looked at; never is it written twice.
   * @throws vault-conflict if somebody else was faster; what {@link read} throws
   */
  write(path: string, data: Secret["data"] & {}, seen: number, bounds: Bounds): Promise<number> {
    let doubtful = false;
    return persist(
      async () => {
        if (doubtful) {
          const now = await this.read(path, bounds);
          if (now.version === seen + 1 && sameData(now.data, data)) return now.version;
          if (now.version !== seen) throw this.#moved(path, now.version);
        }
        doubtful = true;
        return this.#writeOnce(path, data, seen, bounds);
      },
      bounds,
      this.#api.patience,
      "Vault",
    );
  }

  /**
   * Deletes all versions, so that no trace is left, if the newest one is still `seen`. A token that may only delete the
   * newest version does that. Vault has no check-and-set for this: it is looked just before.
   * @returns whether older versions are left
   * @throws vault-conflict if somebody else wrote meanwhile; what {@link read} throws
   */
  remove(path: string, seen: number, bounds: Bounds): Promise<{ historyLeft: boolean }> {
    let doubtful = false;
    return persist(
      async () => {
        if (doubtful) {
          const now = await this.read(path, bounds);
          if (now.version === 0) return { historyLeft: false };
          if (now.version !== seen) throw this.#moved(path, now.version);
        }
        doubtful = true;
        return this.#removeOnce(path, bounds);
      },
      bounds,
      this.#api.patience,
      "Vault",
    );
  }

  async #writeOnce(path: string, data: object, cas: number, bounds: Bounds): Promise<number> {
    const body = { data, options: { cas } };
    const answer = await this.#api.send("POST", this.#at("data", path), bounds, body);
    if (answer.status === 400 && answer.errors.includes("check-and-set")) {
      // It may be our own earlier try that came through.
      const now = await this.read(path, bounds);
      if (now.version === cas + 1 && sameData(now.data, data)) return now.version;
      throw this.#moved(path, now.version);
    }
    const version = (answer.body as { data?: { version?: unknown } } | undefined)?.data?.version;
    if (answer.status === 200 && typeof version === "number") return version;
    throw this.#unexpected(answer.status, answer.errors);
  }

  async #removeOnce(path: string, bounds: Bounds): Promise<{ historyLeft: boolean }> {
    const all = await this.#api
      .send("DELETE", this.#at("metadata", path), bounds)
      .catch(unlessForbidden);
    const answer = all ?? (await this.#api.send("DELETE", this.#at("data", path), bounds));
    if (answer.status !== 204 && answer.status !== 404) {
      throw this.#unexpected(answer.status, answer.errors);
    }
    return { historyLeft: all === undefined };
  }

  /** An engine of version 1 would take our writes, at another place: so it is asked for once. */
  #engine(path: string, bounds: Bounds): Promise<void> {
    this.#checked ??= this.#check(path, bounds).catch((error: unknown) => {
      this.#checked = undefined;
      throw error;
    });
    return this.#checked;
  }

  async #check(path: string, bounds: Bounds): Promise<void> {
    const at = `sys/internal/ui/mounts/${encoded(`${this.mount}/${path}`)}`;
    // It is forbidden for engines that are not there, too; reading will tell which it is.
    const answer = await this.#api.get(at, bounds).catch(unlessForbidden);
    if (answer?.status !== 200) return;
    const { type, options, path: engine } = (answer.body as { data?: Mount }).data ?? {};
    if (type === "kv" && options?.version === "2") {
      if (engine === `${this.mount}/`) return;
      throw this.#noEngine(`that path belongs to the engine at ${String(engine)}`);
    }
    const what = type === "kv" ? "a KV engine of version 1" : `an engine of type ${String(type)}`;
    throw this.#noEngine(`there is ${what}`);
  }

  #at(part: "data" | "metadata", path: string): string {
    return `${encoded(this.mount)}/${part}/${encoded(path)}`;
  }

  #noEngine(why: string): NautesError {
    return new NautesError(
      "vault-not-found",
      `Vault at ${this.#api.settings.address} has no KV version 2 engine at ${this.mount}: ${why}.`,
      {
        remedy:
          `Make one (\`vault secrets enable -path=${this.mount} -version=2 kv\`), ` +
          "or name another with nautes:vault.mount.",
      },
    );
  }

  #moved(path: string, version: number): NautesError {
    return new NautesError(
      "vault-conflict",
      `Somebody else wrote ${this.mount}/${path} in Vault meanwhile: it is at version ${version} now.`,
      { remedy: "Look who writes there, then run again." },
    );
  }

  #unexpected(status: number, errors: string): NautesError {
    const said = errors === "" ? "" : `: ${errors.replace(/\s+/g, " ")}`;
    return new NautesError(
      "vault-unavailable",
      `Vault at ${this.#api.settings.address} answers with status ${status}${said}.`,
      { remedy: "Look at its log, then run again." },
    );
  }
}

interface Mount {
  readonly type?: unknown;
  readonly path?: unknown;
  readonly options?: { readonly version?: unknown } | null;
}

/** Nothing, for what the token may not do. */
function unlessForbidden(error: unknown): undefined {
  if (!isNautesError(error, "vault-permission-denied")) throw error;
}

function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

function sameData(one: object | undefined, other: object): boolean {
  return one !== undefined && sorted(one) === sorted(other);

  function sorted(data: object): string {
    return JSON.stringify(Object.entries(data).sort());
  }
}
