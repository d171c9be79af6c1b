import type { Claims } from "../../provider/claims/model";
import {
  InvalidArguments,
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
  specimenKubeconfig,
} from "../registration";
import type { Problem } from "../registration";
import type { AdoptedCluster, AdoptedRuntime } from "./adopted";
import { secretFacts, tenantFrom } from "./tenant-facts";
import type { TenantFacts } from "./tenant-facts";

/** The claims of arguments, or why there are none. */
export type Registered = { readonly claims: Claims } | { readonly problems: readonly Problem[] };

/** Stands for what no file tells: valid, and of no consequence for the files that are there. */
const certificate = "not known";
const standIns: TenantFacts = {
  name: "not-known",
  repositoryUrl: "ssh://not-known.invalid/tenant.git",
  caCertificate: certificate,
  "oidc.issuer": "https://not-known.invalid",
  "oidc.clientId": "not-known",
  "vault.address": "https://not-known.invalid",
  "vault.caCertificate": certificate,
  "git.address": "https://not-known.invalid",
  "git.caCertificate": certificate,
};
const standInSecrets: TenantFacts = {
  "oidc.clientSecret": "not-known",
  "oidc.cookieSecret": "0".repeat(32),
};

/** A kubeconfig that any cluster could have; nobody uses it. */
export const standInKubeconfig = specimenKubeconfig("not-known");

/** Whether the files that a tenant's clusters have hold its secrets in clear. */
export function isInClear(tenant: TenantFacts): boolean {
  return (
    tenant["oidc.existingSecret"] === undefined &&
    secretFacts.some((fact) => tenant[fact] !== undefined)
  );
}

/** The claims that a cluster's arguments have with a tenant. */
export function registeredCluster(cluster: AdoptedCluster, tenant: TenantFacts): Registered {
  const { kind, args, delivery } = cluster;
  const inClear = isInClear(tenant);
  const oidc = inClear ? standInSecrets : { "oidc.existingSecret": "not-known" };
  const isPulled = delivery === "pull";
  const whole = {
    ...args,
    tenant: tenantFrom({ ...standIns, ...oidc, ...tenant }),
    ...(isPulled && inClear ? { allowSecretsInFiles: true } : {}),
    ...(isPulled || kind === "VirtualCluster" ? {} : { kubeconfig: standInKubeconfig }),
    ...(kind === "VirtualCluster" ? { hostCluster: hostOf(args, delivery) } : {}),
  };
  const register = { PhysicalCluster, HostCluster, VirtualCluster }[kind] as (args: object) => {
    readonly claims: Claims;
  };
  return attempted(() => register(whole));
}

/** The claims that a runtime's arguments have. */
export function registeredRuntime(
  { args, ids }: AdoptedRuntime,
  delivery: "push" | "pull",
): Registered {
  const described = Object.entries(args).filter(([key]) => key !== "repository");
  const { clusterName = "not-known" } = (args["cluster"] ?? {}) as {
    readonly clusterName?: string;
  };
  const ofPush = {
    cluster: { clusterName, kubeconfig: standInKubeconfig },
    codeRepoUrl: "https://not-known.invalid/repo.git",
  };
  const whole = {
    ...Object.fromEntries(described),
    ...ids,
    ...(delivery === "push" ? ofPush : { cluster: { clusterName } }),
    delivery,
  };
  return attempted(() => registerDeploymentRuntime(whole as never));
}

const PhysicalCluster = registerPhysicalCluster;
const HostCluster = registerHostCluster;
const VirtualCluster = registerVirtualCluster;

function hostOf(args: AdoptedCluster["args"], delivery: "push" | "pull"): object {
  return {
    apiServer: "https://192.0.2.1:6443",
    gatewayHttpsNodePort: 30443,
    ...(delivery === "push" ? { kubeconfig: standInKubeconfig } : {}),
    ...(args["hostCluster"] as object),
  };
}

function attempted(register: () => { readonly claims: Claims }): Registered {
  try {
    return { claims: register().claims };
  } catch (error) {
    if (!(error instanceof InvalidArguments)) throw error;
    return { problems: error.problems };
  }
}
