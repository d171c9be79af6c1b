import { parse } from "yaml";
import { NautesError } from "../errors";
import { kubeconfigText } from "../kubeconfig-text";
import { field } from "./objects";

const remedy =
  "Give what `kubectl config view --flatten --minify --raw` prints, as text or in base64.";

/** What of a kubeconfig's current context decides how a cluster is reached; every text in it is secret but `server`. */
export interface Access {
  /** URL of the API server. */
  readonly server: string;
  /** PEM text of the authority that the API server's certificate must be of. */
  readonly authority: string | undefined;
  /** PEM text of the client's certificate, if it is one that identifies it. */
  readonly certificate: string | undefined;
  readonly token: string | undefined;
  /** Whether a command of the user's machine gives the credential. */
  readonly runsCommand: boolean;
}

/** How the current context reaches its cluster. @throws kubeconfig-unusable */
export function accessOf(kubeconfig: string): Access {
  const { cluster, user } = current(parsed(kubeconfig));
  const server = field(cluster, "server");
  if (typeof server !== "string" || !URL.canParse(server)) throw unusable("names no API server");
  return {
    server: server.replace(/\/+$/, ""),
    authority: decoded(field(cluster, "certificate-authority-data")),
    certificate: decoded(field(user, "client-certificate-data")),
    token: text(field(user, "token")),
    runsCommand: field(user, "exec") !== undefined,
  };
}

/** A kubeconfig taken apart. */
export type Config = Readonly<Record<string, unknown>>;

/** A kubeconfig given as text or in base64, taken apart. @throws kubeconfig-unusable */
export function parsed(kubeconfig: string): Config {
  const text = kubeconfigText(kubeconfig);
  if (text === undefined) throw unusable("looks like base64 but does not decode");
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    // The parser's message quotes the line, which may be a key.
    throw unusable("is not valid YAML");
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) {
    throw unusable("is no kubeconfig");
  }
  return config as Config;
}

/** What the current context uses. @throws kubeconfig-unusable */
export function current(config: Config): { cluster: unknown; user: unknown } {
  const name = config["current-context"];
  const context = field(named(config, "contexts", name), "context");
  if (context === undefined) throw unusable("has no current context");
  const cluster = field(named(config, "clusters", field(context, "cluster")), "cluster");
  const user = field(named(config, "users", field(context, "user")), "user");
  if (cluster === undefined) throw unusable("has no cluster for its current context");
  return { cluster, user };
}

function named(config: Config, key: string, name: unknown): unknown {
  return list(config, key).find((entry) => field(entry, "name") === name);
}

function list(config: Config, key: string): readonly unknown[] {
  const found = config[key];
  return Array.isArray(found) ? found : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function decoded(value: unknown): string | undefined {
  const base64 = text(value);
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("utf8");
}

function unusable(what: string): NautesError {
  return new NautesError("kubeconfig-unusable", `The kubeconfig ${what}.`, { remedy });
}
