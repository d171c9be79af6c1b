import { categories, categoriesOf } from "./categories";
import type { Category, ClusterClass } from "./categories";
import type { ClusterComponent, ClusterComponents } from "./args";
import type { WorkerFacts } from "./outcome";
import type { ComponentChoices } from "./component-choices";
import { isIp, urlParts } from "./leaves";
import type { Tenant, WorkerTenant } from "./tenant";

/** How the components sign in at the OIDC issuer: with a Secret on the cluster, or with values in the files. */
export type OidcSecrets =
  | { readonly existingSecret: string }
  | { readonly clientSecret: string; readonly cookieSecret: string };

/** What the files of a gateway are made of. */
export interface GatewayValues {
  readonly cluster: string;
  readonly domain: string;
  readonly httpNodePort: number;
  readonly httpsNodePort: number;
  readonly tenant: Tenant;
  readonly secrets: OidcSecrets;
}

/** What the files of a worker are made of. */
export interface WorkerValues {
  readonly cluster: string;
  readonly clusterClass: ClusterClass;
  readonly argocdHost: string;
  /** Undefined on deployment workers. */
  readonly tektonHost: string | undefined;
  /** Where the cluster's hosts are reached: its own gateway's or its host's. */
  readonly httpsNodePort: number;
  readonly tenant: WorkerTenant;
  readonly secrets: OidcSecrets;
}

/** The secrets to write, an existing Secret first; the rules have seen to it that one or the other is there. */
export function oidcSecrets(oidc: Tenant["oidc"]): OidcSecrets {
  const { existingSecret, clientSecret, cookieSecret } = oidc;
  if (existingSecret !== undefined) return { existingSecret };
  if (clientSecret === undefined || cookieSecret === undefined)
    throw new Error("The OIDC client has no secret, which validation should have refused.");
  return { clientSecret, cookieSecret };
}

/** The domain of a cluster whose user gave none: the API's host, through nip.io if that is an address. */
export function defaultDomain(apiServer: string): string {
  const { host } = urlParts(apiServer);
  return isIp(host) ? `${host}.nip.io` : host;
}

/** All components of a cluster as its Cluster resource lists them: what the class has, with defaults filled in. */
export function clusterComponents(
  clusterClass: ClusterClass,
  cluster: { clusterName: string; apiServer: string; domain: string },
  choices: ComponentChoices = {},
): ClusterComponents {
  const listed = categoriesOf(clusterClass).map((category): [Category, ClusterComponent] => {
    const { name, namespace } = {
      name: choices[category]?.name ?? categories[category].component,
      namespace: choices[category]?.namespace ?? categories[category].namespace,
    };
    const additions = {
      ...defaultAdditions(category, cluster),
      ...choices[category]?.additions,
    };
    const filled = Object.keys(additions).length > 0 ? { additions } : {};
    return [category, { name, namespace, ...filled }];
  });
  return Object.fromEntries(listed);
}

/** An addition that the class always has. */
export function addition(components: ClusterComponents, category: Category, key: string): string {
  const value = components[category]?.additions?.[key];
  if (value === undefined) throw new Error(`Category ${category} has no ${key} here.`);
  return value;
}

/** Needs no DNS: an address in the API's URL goes through nip.io, else the primary domain is used. */
function defaultAdditions(
  category: Category,
  cluster: { clusterName: string; apiServer: string; domain: string },
): Readonly<Record<string, string>> {
  const { component, additions = {} } = categories[category];
  if (category !== "deployment" && category !== "pipeline") return additions;
  const { host } = urlParts(cluster.apiServer);
  const domain = isIp(host) ? `${host}.nip.io` : cluster.domain;
  return { host: `${component}.${cluster.clusterName}.${domain}` };
}

/** The host of the dashboard; undefined: the class has no pipeline. */
export function pipelineHost(components: ClusterComponents): string | undefined {
  return components.pipeline?.additions?.["host"];
}

/** The hosts of a worker and where they are reached. */
export function workerFacts(
  argocdHost: string,
  tektonHost: string | undefined,
  httpsNodePort: number,
): WorkerFacts {
  return {
    argocdHost,
    argocdUrl: `https://${argocdHost}:${httpsNodePort}`,
    tektonHost,
    tektonUrl: tektonHost === undefined ? undefined : `https://${tektonHost}:${httpsNodePort}`,
  };
}
