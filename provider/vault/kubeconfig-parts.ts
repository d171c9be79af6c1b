import { X509Certificate } from "node:crypto";
import { load } from "js-yaml";
import { kubeconfigText } from "../kubeconfig-text";

export type Fields = Readonly<Record<string, unknown>>;

export const flatten = "give what `kubectl config view --flatten --raw` prints";
export const minify = "give what `kubectl config view --minify --flatten --raw` prints";

/** A kubeconfig taken apart, as far as it has the parts. */
export interface Parsed {
  readonly all: Fields;
  readonly clusters: readonly Fields[];
  readonly users: readonly Fields[];
  readonly context: { readonly cluster: unknown; readonly user: unknown } | undefined;
  readonly clusterNames: readonly unknown[];
  readonly userNames: readonly unknown[];
}

export interface Used {
  readonly cluster: Fields;
  readonly user: Fields;
}

/** The parts of a kubeconfig given as text or in base64, or what keeps it from being one. */
export function parse(given: string): Parsed | string {
  const text = kubeconfigText(given);
  if (text === undefined) return `looks like base64 but does not decode; ${flatten}`;
  if (text.trim() === "") return `is empty; ${flatten}`;
  let all: unknown;
  try {
    all = load(text);
  } catch {
    // The parser quotes the line, which may be a key.
    return `is not valid YAML; ${flatten}`;
  }
  if (!isMap(all)) return `is not a kubeconfig; ${flatten}`;
  const [clusters, users, contexts] = [
    named(all, "clusters"),
    named(all, "users"),
    named(all, "contexts"),
  ];
  if (clusters.length === 0) return `has no cluster; ${flatten}`;
  if (users.length === 0) return `has no user; ${flatten}`;
  const context = contexts.find(({ name }) => name === all["current-context"])?.["context"];
  return {
    all,
    clusters: clusters.map(({ cluster }) => (isMap(cluster) ? cluster : {})),
    users: users.map(({ user }) => (isMap(user) ? user : {})),
    context: isMap(context) ? { cluster: context["cluster"], user: context["user"] } : undefined,
    clusterNames: clusters.map(({ name }) => name),
    userNames: users.map(({ name }) => name),
  };
}

export function named(all: Fields, list: string): readonly Fields[] {
  const items = all[list];
  return Array.isArray(items) ? items.filter(isMap) : [];
}

/** What the current context uses. */
export function used({ context, clusters, users, clusterNames, userNames }: Parsed): Used[] {
  const cluster = clusters[clusterNames.indexOf(context?.cluster)];
  const user = users[userNames.indexOf(context?.user)];
  return cluster === undefined || user === undefined ? [] : [{ cluster, user }];
}

/** The client certificate of a user; undefined: there is none that can be read. */
export function certificateOf(user: Fields): X509Certificate | undefined {
  const data = user["client-certificate-data"];
  if (typeof data !== "string" || data === "") return undefined;
  try {
    return new X509Certificate(Buffer.from(data, "base64"));
  } catch {
    return undefined;
  }
}

/** Whether a field holds a text. */
export function has(fields: Fields, key: string): boolean {
  const value = fields[key];
  return typeof value === "string" && value !== "";
}

export function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
