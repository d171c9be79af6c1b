import { NautesError } from "../errors";

/** Where credentials are kept: one KV v2 engine of one Vault, or of what speaks its API. */
export interface VaultSettings {
  /** Base URL without a slash at its end; the API is below `/v1`. */
  readonly address: string;
  readonly token: string | undefined;
  /** The environment's token, taken when the stored one is refused; never written to state. */
  readonly fallbackToken: string | undefined;
  /** Where the KV v2 engine is mounted. */
  readonly mount: string;
  /** PEM text of the authorities to trust instead of the system's. */
  readonly caCertificate: string | undefined;
  /** The same as a file's path, from the environment. */
  readonly caFile: string | undefined;
  readonly namespace: string | undefined;
}

/** What the configuration says, everything optional. */
export interface VaultConfig {
  readonly address?: string | undefined;
  readonly token?: string | undefined;
  readonly mount?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly namespace?: string | undefined;
}

/** The engine that Nautes' operators look into. */
export const DEFAULT_MOUNT = "cluster";

/**
 * Settings from the configuration, then from VAULT_ADDR, VAULT_TOKEN, VAULT_CACERT and VAULT_NAMESPACE; undefined: no
 * address anywhere, hence no Vault. The environment speaks of one Vault only, that of VAULT_ADDR, else that of
 * `stackAddress`: another one is not given its token.
 * @throws invalid-configuration if VAULT_ADDR has to be taken and is no URL
 */
export function vaultSettings(
  config: VaultConfig,
  stackAddress: string | undefined,
  environment: NodeJS.ProcessEnv,
): VaultSettings | undefined {
  const fromEnvironment = filled(environment["VAULT_ADDR"]);
  const address = config.address ?? fromEnvironment;
  if (address === undefined) return undefined;
  const problem = addressProblem(address);
  if (problem !== undefined) {
    throw new NautesError("invalid-configuration", `The Vault address in VAULT_ADDR ${problem}.`, {
      remedy: "Correct or unset VAULT_ADDR, or `pulumi config set --path nautes:vault.address …`.",
      at: "VAULT_ADDR",
    });
  }
  const meant = fromEnvironment ?? stackAddress;
  const bound = meant === undefined || originOf(meant) === originOf(address) ? environment : {};
  const token = filled(bound["VAULT_TOKEN"]);
  return {
    address: address.replace(/\/+$/, ""),
    token: config.token ?? token,
    fallbackToken: token,
    mount: config.mount ?? DEFAULT_MOUNT,
    caCertificate: config.caCertificate,
    caFile: config.caCertificate === undefined ? filled(bound["VAULT_CACERT"]) : undefined,
    namespace: config.namespace ?? filled(bound["VAULT_NAMESPACE"]),
  };
}

/** What is wrong with the address of a Vault; undefined: nothing. */
export function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be a URL such as https://vault.example.com:8200";
  const { protocol, username, password, search, hash } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return "must begin with https:// or http://";
  if (username !== "" || password !== "") return "must hold no user and no password";
  return search === "" && hash === "" ? undefined : "must hold nothing after the path";
}

/** What is wrong with the mount of an engine; undefined: nothing. */
export function mountProblem(mount: string): string | undefined {
  const fits = /^[\w.-]+(\/[\w.-]+)*$/.test(mount) && !/(^|\/)\.\.?(\/|$)/.test(mount);
  return fits ? undefined : "must be the path of a secrets engine, such as `cluster`";
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address;
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
