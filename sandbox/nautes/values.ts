import { isIP } from "node:net";
import { randomInt } from "node:crypto";

import type { Cluster, Resolve } from "./cluster";
import type { TemplateValues } from "./template";

/** What Nautes takes from its own configuration, from Vault, GitLab and its disk. */
export interface NautesTenant {
  readonly name: string;
  /** @default "nautes" */
  readonly namespace?: string;
  /** The SSH URL of the config repo, as it stands in the files. */
  readonly repositoryUrl: string;
  readonly caCertificate: string;
  readonly oidc: {
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
  };
  readonly vault: { readonly address: string; readonly caCertificate: string };
  readonly git: {
    readonly address: string;
    /** @default "gitlab" */
    readonly type?: string;
    /** @default "ecdsa" */
    readonly deployKeyType?: string;
    readonly caCertificate: string;
  };
}

/** What the templates of a cluster are filled in with. */
export interface Subject {
  readonly cluster: Cluster;
  /** Of a virtual cluster. */
  readonly host?: Cluster | undefined;
  /** Of a virtual cluster: the NodePort of its API. */
  readonly port?: string;
  /** All clusters of the tenant. */
  readonly clusters: readonly Cluster[];
}

/** The values of a cluster's templates. */
export function templateValues(
  { cluster, host, port = "", clusters }: Subject,
  tenant: NautesTenant,
  resolve: Resolve,
): TemplateValues {
  const { spec } = cluster;
  const { name } = cluster.metadata;
  const gateway = (host ?? cluster).spec.componentsList["gateway"]?.additions;
  const virtual = clusters.filter((other) => other.spec.hostCluster === name);
  const ownDashboard = spec.clusterType === "physical" && spec.workerType === "pipeline";
  const dashboards =
    spec.usage === "host"
      ? virtual.filter((other) => other.spec.workerType === "pipeline")
      : ownDashboard
        ? [cluster]
        : [];
  return {
    ...tenantValues(tenant),
    NAME: name,
    API: spec.apiServer,
    DOMAIN: spec.primaryDomain,
    HOST: spec.hostCluster ?? "",
    HOSTAPI: host?.spec.apiServer ?? "",
    HOSTIP: host === undefined ? "" : (resolve(new URL(host.spec.apiServer).hostname) ?? ""),
    HTTP: gateway?.["httpNodePort"] ?? "",
    HTTPS: gateway?.["httpsNodePort"] ?? "",
    ARGOCD_HOST: spec.componentsList["deployment"]?.additions?.["host"] ?? "",
    TEKTON_HOST: dashboardHost(cluster),
    VPORT: port,
    COOKIE: cookie(),
    PHYSICAL: spec.clusterType === "physical" ? [{}] : [],
    CLUSTERS: clusters.map(listed),
    HOSTS: clusters.filter((other) => other.spec.usage === "host").map(listed),
    VCLUSTERS: virtual.map(listed),
    HAS_VCLUSTERS: virtual.length === 0 ? [] : [{}],
    DASHBOARDS: dashboards.map((other) => ({
      DASHBOARD: other.metadata.name,
      DASHBOARD_HOST: dashboardHost(other),
    })),
  };
}

function tenantValues(tenant: NautesTenant): TemplateValues {
  const { oidc, vault, git } = tenant;
  return {
    TENANT: tenant.name,
    NS: tenant.namespace ?? "nautes",
    REPO: tenant.repositoryUrl,
    ISSUER: oidc.issuer,
    CLIENT_ID: oidc.clientId,
    CLIENT_SECRET: oidc.clientSecret,
    GIT_ADDR: git.address,
    GIT_HOST: new URL(git.address).hostname,
    GIT_TYPE: git.type ?? "gitlab",
    KEYTYPE: git.deployKeyType ?? "ecdsa",
    GITLAB_CA: git.caCertificate,
    VAULT_ADDR: vault.address,
    VAULT_CA: vault.caCertificate,
    CA: tenant.caCertificate,
    CA_B64: Buffer.from(tenant.caCertificate).toString("base64"),
  };
}

/** Addresses resolve to themselves, and nothing else does: the sandbox asks no server of names. */
export function onlyAddresses(host: string): string | undefined {
  return isIP(host) === 0 ? undefined : host;
}

function listed({ metadata }: Cluster): TemplateValues {
  return { CLUSTER: metadata.name };
}

function dashboardHost({ spec }: Cluster): string {
  return spec.componentsList["pipeline"]?.additions?.["host"] ?? "";
}

/** New each time, which makes every save a change. */
function cookie(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  return Array.from({ length: 32 }, () => letters[randomInt(letters.length)]).join("");
}
