import { z } from "zod";

import { categories, categoriesOf } from "./categories";
import { codeRepoCredentials, codeRepoUrl } from "./code-repo";
import { deliveries } from "./delivery";
import { kubeconfigProblem } from "./kubeconfig";
import { apiServerUrl, gitPath, labelCheck, objectName, oneLine, quote } from "./leaves";
import type { Problem } from "./problems";
import { flag, nodePort, oneOf, strict, text, texts } from "./zod-parts";

const name = labelCheck();

/** Validates a deployment runtime. */
export const runtimeSchema = strict(
  {
    runtimeName: text(name, "give the runtime's name."),
    product: text(gitPath, "give the product: the path of its group in GitLab."),
    productId: text(id("product"), "give product-<id of the product's group in GitLab>."),
    cluster: strict(
      {
        clusterName: text(name, "give the cluster's name."),
        components: z.record(z.string(), component().optional()).optional(),
        delivery: oneOf(deliveries).optional(),
        apiServer: text(apiServerUrl).optional(),
        gatewayHttpsNodePort: nodePort().optional(),
        kubeconfig: text(kubeconfigProblem).optional(),
      },
      {},
      "give the cluster: a component, or { clusterName }.",
    ),
    delivery: oneOf(deliveries).optional(),
    account: text(account).optional(),
    projects: texts(objectName).default([]),
    manifestSource: strict(
      {
        codeRepo: text(
          gitPath,
          "give the name of the code repo in the product's group, or its full path.",
        ),
        targetRevision: text(revision, "give a branch, tag, commit or HEAD."),
        path: text(folder, "give the folder of the manifests in the code repo."),
      },
      {},
      "give { codeRepo, targetRevision, path }.",
    ),
    codeRepoId: text(id("repo"), "give repo-<id of the code repo's project in GitLab>."),
    codeRepoUrl: text(codeRepoUrl).optional(),
    codeRepoCredentials: codeRepoCredentials.optional(),
    destination: strict(
      {
        environment: text(objectName, "give the environment's name."),
        namespaces: texts(name, 1).optional(),
      },
      {},
      "give { environment }.",
    ),
    environment: strict({
      type: text(oneLine, "give the environment's type, such as development."),
    }).optional(),
    ifUnreachable: oneOf(["fail", "detach"]).default("fail"),
    skipChecks: flag().default(false),
  },
  {
    projectsRef: "give it as projects.",
    projects_ref: "give it as projects.",
    namespaces: "give it as destination.namespaces.",
    insecureSkipCheck: "give it as skipChecks.",
    insecure_skip_check: "give it as skipChecks.",
  },
);

export type Runtime = z.output<typeof runtimeSchema>;

/** Namespaces of what Nautes installs on deployment workers and their hosts, and those of Kubernetes and Nautes. */
const taken = new Map([
  ...[...categoriesOf("physical deployment"), ...categoriesOf("host")].map(
    (category): [string, string] => [
      categories[category].namespace,
      `the namespace of ${categories[category].component}`,
    ],
  ),
  ["nautes", "the namespace of Nautes"],
  ["default", "a namespace that is there already, and Nautes takes over none"],
]);

/** What is wrong with the namespaces of a runtime, whether they are given or the default. */
export function namespaceRules(args: unknown): readonly Problem[] {
  const { runtimeName, destination, cluster } = record(args);
  const given = record(destination)["namespaces"];
  const isGiven = given !== undefined;
  const namespaces = isGiven ? given : [runtimeName];
  if (!Array.isArray(namespaces)) return [];
  const components = Object.values(record(record(cluster)["components"])).map(record);
  return namespaces.flatMap((namespace: unknown, index) => {
    if (typeof namespace !== "string") return [];
    const reason = takenBy(namespace, components);
    if (reason === undefined) return [];
    return isGiven
      ? {
          path: `destination.namespaces[${index}]`,
          message: `${quote(namespace)} is ${reason}; choose another.`,
        }
      : {
          path: "runtimeName",
          message: `${quote(namespace)}, which is the default namespace, too, is ${reason}; choose another name or give destination.namespaces.`,
        };
  });
}

function takenBy(
  namespace: string,
  components: readonly Readonly<Record<string, unknown>>[],
): string | undefined {
  if (namespace.startsWith("kube-")) return "a namespace of Kubernetes";
  if (isProduct(namespace)) return "the namespace of a product";
  const owner = components.find((component) => component["namespace"] === namespace);
  const name = owner?.["name"];
  return typeof name === "string" ? `the namespace of ${name}` : taken.get(namespace);
}

function isProduct(value: string): boolean {
  return /^product-\d+$/.test(value);
}

function component() {
  return z.looseObject({ name: text(oneLine), namespace: text(name) });
}

function id(kind: string) {
  return (value: string): string | undefined =>
    new RegExp(`^${kind}-[1-9]\\d*$`).test(value)
      ? undefined
      : `${quote(value)} is not an id; give ${kind}-<number>.`;
}

function account(value: string): string | undefined {
  if (value === "default")
    return '"default" is an account that every namespace has already; choose another.';
  return isProduct(value)
    ? `${quote(value)} is what the role binding of a product is called; choose another.`
    : name(value);
}

function revision(value: string): string | undefined {
  if (value.trim() === "") return "is blank; give a branch, tag, commit or HEAD.";
  return /^[^-\s~^:?*[\\][^\s~^:?*[\\]*$/.test(value) && !value.includes("..")
    ? undefined
    : `${quote(value)} is not a revision; give a branch, tag, commit or HEAD.`;
}

/** One folder has one name, else the same source could be deployed twice. */
function folder(value: string): string | undefined {
  if (value === ".") return undefined;
  const parts = value.split("/");
  return value.trim() === value && parts.every((part) => !["", ".", ".."].includes(part))
    ? undefined
    : `${quote(value)} is not a folder of a repository; give it without "/" at either end and without "." or ".." in it.`;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
