import { dump } from "js-yaml";
import { chooseContext, contextProblem } from "../kubeconfig-context";
import type { Fields, Parsed, Used } from "./kubeconfig-parts";
import { certificateOf, flatten, has, isMap, minify, named, parse, used } from "./kubeconfig-parts";

/** A kubeconfig as Nautes' operators read it, and what is wrong with the given one; nothing here repeats a secret. */
export interface Reduced {
  /** The reduced text; undefined: the given one cannot be used. */
  readonly text: string | undefined;
  /** Each a clause that follows "kubeconfig" and ends with the remedy. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** What Nautes' argo-operator, which knows certificates only, will miss. */
  readonly argoWarnings: readonly string[];
  /** When the first of its client certificates ends. */
  readonly expires: Date | undefined;
}

/** What of a user Nautes keeps (kops' KubectlUser); all else is dropped without a word. */
const userKeys = [
  "client-certificate-data",
  "client-key-data",
  "username",
  "password",
  "token",
] as const;

/**
 * Nautes' form of a kubeconfig: the fields it keeps, with `apiServer` as the server of the first cluster (v0.4.2:
 * pkg/cluster). What it would drop although the credential needs it is an error, what may matter a warning.
 */
export function reduceKubeconfig(given: string, apiServer: string): Reduced {
  const parsed = parse(given);
  if (typeof parsed === "string") return unusable([parsed]);
  const errors = [...selectionProblems(parsed), ...used(parsed).flatMap(droppedParts)];
  const first = parsed.users[0];
  const expires = used(parsed)
    .map(({ user }) => certificateOf(user))
    .find((certificate) => certificate !== undefined)?.validTo;
  if (errors.length > 0) return { ...unusable(errors), expires: date(expires) };
  return {
    text: dump(reduced(parsed, apiServer), { lineWidth: -1, noRefs: true }),
    errors,
    warnings: used(parsed).flatMap(doubts),
    argoWarnings: argoDoubts(parsed.clusters[0], first),
    expires: date(expires),
  };
}

/** Whether two texts hold the same kubeconfig, however they are written. */
export function sameKubeconfig(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [parse(one), parse(other)];
  if (typeof first === "string" || typeof second === "string") return false;
  return canonical(first.all) === canonical(second.all);
}

/** The server of the first cluster, if it has one. */
export function firstServer(text: string): string | undefined {
  const parsed = parse(text);
  const server = typeof parsed === "string" ? undefined : parsed.clusters[0]?.["server"];
  return typeof server === "string" ? server : undefined;
}

/** Operators use the current context, but only the first cluster is told the API server. */
function selectionProblems({ all, context, clusterNames }: Parsed): string[] {
  const problem = contextProblem(all);
  if (problem !== undefined) return [`${problem}; ${chooseContext}, then ${minify}`];
  if (context?.cluster === clusterNames[0]) return [];
  return [
    "has a current-context that is not of its first cluster, which alone is given apiServer as its server; " +
      minify,
  ];
}

/** What Nautes would drop, so that nobody could sign in with what is left. */
function droppedParts({ cluster, user }: Used): string[] {
  const problems: string[] = [];
  const fromProgram = "give one with a client certificate or a token of its own";
  for (const key of ["exec", "auth-provider"]) {
    if (key in user)
      problems.push(`has a user with \`${key}\`, which Nautes drops; ${fromProgram}`);
  }
  if ("as" in user) problems.push(`has a user with \`as\`, which Nautes drops; ${fromProgram}`);
  for (const key of ["client-certificate", "client-key"]) {
    if (key in user && !has(user, `${key}-data`)) {
      problems.push(`refers to a file in \`${key}\`, which Nautes drops; ${flatten}`);
    }
  }
  if ("tokenFile" in user && !has(user, "token")) {
    problems.push(
      "refers to a file in `tokenFile`, which Nautes drops; give its content as `token`",
    );
  }
  if ("certificate-authority" in cluster && !has(cluster, "certificate-authority-data")) {
    problems.push(`refers to a file in \`certificate-authority\`, which Nautes drops; ${flatten}`);
  }
  if (cluster["insecure-skip-tls-verify"] === true) {
    problems.push(
      "has `insecure-skip-tls-verify`, which Nautes drops; give `certificate-authority-data` instead",
    );
  }
  if (problems.length === 0 && !userKeys.some((key) => has(user, key))) {
    problems.push(`has a user without any credential; ${flatten}`);
  }
  if (has(user, "client-certificate-data") && certificateOf(user) === undefined) {
    problems.push(`has a \`client-certificate-data\` that is no certificate; ${flatten}`);
  }
  return problems;
}

/** What Nautes drops and can be done without, depending on the network. */
function doubts({ cluster }: Used): string[] {
  return ["tls-server-name", "proxy-url"]
    .filter((key) => key in cluster)
    .map((key) => `has \`${key}\`, which Nautes drops; the cluster must be reached without it`);
}

/** Nautes' argo-operator takes the first cluster and the first user, and of these only certificates. */
function argoDoubts(cluster: Fields = {}, user: Fields = {}): string[] {
  const missing = [
    ...(has(cluster, "certificate-authority-data") ? [] : ["certificate-authority-data"]),
    ...["client-certificate-data", "client-key-data"].filter((key) => !has(user, key)),
  ];
  if (missing.length === 0) return [];
  const keys = missing.map((key) => `\`${key}\``).join(", ");
  return [
    `has no ${keys} in its first cluster and user: Nautes' argo-operator registers such a cluster with Argo CD ` +
      "without credentials; give a kubeconfig with client certificates",
  ];
}

function reduced(
  { all, clusters, clusterNames, users, userNames }: Parsed,
  apiServer: string,
): Fields {
  return {
    apiVersion: all["apiVersion"] ?? "v1",
    kind: all["kind"] ?? "Config",
    "current-context": all["current-context"],
    clusters: clusters.map((cluster, index) => ({
      name: clusterNames[index],
      cluster: {
        ...kept(cluster, ["server", "certificate-authority-data"]),
        ...(index === 0 ? { server: apiServer } : {}),
      },
    })),
    contexts: named(all, "contexts").map(({ name, context }) => ({
      name,
      context: isMap(context) ? kept(context, ["cluster", "user"]) : {},
    })),
    users: users.map((user, index) => ({ name: userNames[index], user: kept(user, userKeys) })),
  };
}

function kept(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.filter((key) => key in fields).map((key) => [key, fields[key]]));
}

function unusable(errors: readonly string[]): Reduced {
  return { text: undefined, errors, warnings: [], argoWarnings: [], expires: undefined };
}

function date(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

/** One text for all maps that are equal, whatever the order of their keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isMap(item)
      ? Object.fromEntries(
          Object.keys(item)
            .sort()
            .map((key) => [key, item[key]]),
        )
      : item,
  );
}
