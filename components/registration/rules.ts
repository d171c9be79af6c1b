import { categories, categoriesOf } from "./categories";
import type { ClusterClass } from "./categories";
import { at } from "./given";
import { apiServerUrl, urlParts } from "./leaves";
import type { Problem } from "./problems";
import { deliveryOf } from "./delivery";
import { isNodePort } from "./zod-parts";

/** Namespaces that a virtual cluster, whose namespace on its host has its name, would clash with. */
const hostNamespaces = [
  "default",
  ...categoriesOf("host").map((name) => categories[name].namespace),
];

/** What is wrong between properties; looks at arguments that may not be valid themselves, so that all is said at once. */
export function clusterRules(args: unknown, classes: readonly ClusterClass[]): readonly Problem[] {
  return [
    ...nameRules(args, classes),
    ...portRules(args, classes),
    ...hostRules(args),
    ...reservedNamespaceRules(args, classes),
    ...dexRules(args),
    ...(deliveryOf(args) === "pull" ? secretRules(args) : []),
  ];
}

function nameRules(args: unknown, classes: readonly ClusterClass[]): Problem[] {
  const name = at(args, "clusterName");
  if (typeof name !== "string") return [];
  const problems: Problem[] = [];
  if (name === at(args, "tenant", "name"))
    problems.push({
      path: "clusterName",
      message: `"${name}" is the tenant's name, too; choose another: Vault and Argo CD would take one for the other.`,
    });
  if (!classes.every(isVirtual)) return problems;
  if (name === at(args, "hostCluster", "clusterName"))
    problems.push({
      path: "clusterName",
      message: `"${name}" is the host's name, too; choose another: both would get an Argo CD application of that name.`,
    });
  if (hostNamespaces.includes(name) || name.startsWith("kube-"))
    problems.push({
      path: "clusterName",
      message: `"${name}" is a namespace that the host has already, and a virtual cluster gets one of its name there; choose another.`,
    });
  return problems;
}

function portRules(args: unknown, classes: readonly ClusterClass[]): Problem[] {
  const path = "components.gateway.additions.httpsNodePort";
  const additions = at(args, "components", "gateway", "additions");
  const http = at(additions, "httpNodePort") ?? categories.gateway.additions?.["httpNodePort"];
  const https = at(additions, "httpsNodePort") ?? categories.gateway.additions?.["httpsNodePort"];
  const given = additions !== undefined && isPort(http) && isPort(https) && +http === +https;
  const problems = given
    ? [{ path, message: "is the same as httpNodePort; give each a port of its own." }]
    : [];
  if (!classes.every(isVirtual)) return problems;
  const port = virtualClusterPort(at(args, "apiServer"), at(args, "httpsNodePort"));
  return typeof port === "object" ? [...problems, port] : problems;
}

function isPort(value: unknown): value is number | string {
  return typeof value === "number" || typeof value === "string";
}

/** The NodePort of a virtual cluster's API; undefined if an argument is wrong in itself. */
export function virtualClusterPort(
  apiServer: unknown,
  httpsNodePort: unknown,
): number | Problem | undefined {
  if (httpsNodePort !== undefined) return isPort(httpsNodePort) ? Number(httpsNodePort) : undefined;
  if (typeof apiServer !== "string" || apiServerUrl(apiServer) !== undefined) return undefined;
  const { port } = urlParts(apiServer);
  const path = "httpsNodePort";
  if (port === undefined)
    return { path, message: "is missing, and apiServer has no port to take; give either." };
  if (isNodePort(port)) return port;
  return {
    path,
    message: `is missing, and the port of apiServer, ${port}, cannot be a NodePort; give one from 30000 to 32767.`,
  };
}

function hostRules(args: unknown): Problem[] {
  const argocd = at(args, "components", "deployment", "additions", "host");
  const path = "components.pipeline.additions.host";
  return argocd !== undefined && argocd === at(args, "components", "pipeline", "additions", "host")
    ? [{ path, message: "is the host of Argo CD, too; give each a host of its own." }]
    : [];
}

function reservedNamespaceRules(args: unknown, classes: readonly ClusterClass[]): Problem[] {
  const given = at(args, "reservedNamespacesAllowedProducts");
  if (typeof given !== "object" || given === null) return [];
  const known = new Set(
    classes.flatMap(categoriesOf).map((name) => {
      const chosen = at(args, "components", name, "namespace");
      return typeof chosen === "string" ? chosen : categories[name].namespace;
    }),
  );
  return Object.keys(given)
    .filter((namespace) => !known.has(namespace))
    .map((namespace) => ({
      path: `reservedNamespacesAllowedProducts.${namespace}`,
      message: `is not the namespace of a component of this cluster; give one of ${[...known].sort().join(", ")}.`,
    }));
}

function dexRules(args: unknown): Problem[] {
  const tenant = at(args, "tenant");
  if (at(tenant, "dex") === undefined || at(tenant, "oidc", "clientId") !== undefined) return [];
  const message =
    "is missing; give the id of the static client whose redirect URIs tenant.dex is to keep.";
  return [{ path: "tenant.oidc.clientId", message }];
}

function secretRules(args: unknown): Problem[] {
  const oidc = at(args, "tenant", "oidc");
  if (at(oidc, "existingSecret") !== undefined) return [];
  const existing =
    "name a Secret on the cluster that has the keys client-id, client-secret and cookie-secret";
  const secrets = ["clientSecret", "cookieSecret"].filter((name) => at(oidc, name) !== undefined);
  if (at(args, "allowSecretsInFiles") !== true)
    return [
      {
        path: "tenant.oidc.existingSecret",
        message:
          secrets.length === 0
            ? `is missing; ${existing}.`
            : `is missing, and ${secrets.join(" and ")} would stand in the files in clear; ${existing}, or set allowSecretsInFiles.`,
      },
    ];
  return ["clientSecret", "cookieSecret"]
    .filter((name) => !secrets.includes(name))
    .map((name) => ({
      path: `tenant.oidc.${name}`,
      message: `is missing; with allowSecretsInFiles both clientSecret and cookieSecret are needed. Or ${existing}.`,
    }));
}

function isVirtual(clusterClass: ClusterClass): boolean {
  return clusterClass.startsWith("virtual");
}
