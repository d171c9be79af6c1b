import {
  InvalidArguments,
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
  specimenKubeconfig,
} from "../registration";
import type { TenantArgs } from "../registration";
import type { Findings } from "./findings";

/** What requests do not say, and arguments are not checked without: valid, and of no consequence. */
const certificate = "specimen certificate";
const kubeconfig = specimenKubeconfig("specimen");
const tenant: TenantArgs = {
  name: "tenant-of-the-specimen",
  repositoryUrl: "ssh://git@specimen.example/tenant.git",
  caCertificate: certificate,
  oidc: { issuer: "https://specimen.example", clientId: "specimen", existingSecret: "specimen" },
  vault: { address: "https://specimen.example", caCertificate: certificate },
  git: { address: "https://specimen.example", caCertificate: certificate },
};

const ofRuntime = {
  productId: "product-1",
  codeRepoId: "repo-1",
  cluster: { clusterName: "specimen" },
};

const registrations = {
  PhysicalCluster: registerPhysicalCluster,
  HostCluster: registerHostCluster,
  VirtualCluster: registerVirtualCluster,
  DeploymentRuntime: registerDeploymentRuntime,
};

/**
 * Asks the registration what is wrong with arguments, and says it of the fields that they come from. What push needs of
 * a runtime no request says, so runtimes are judged as pull has them.
 */
export function judge(found: Findings, kind: keyof typeof registrations, args: object): void {
  const around =
    kind === "DeploymentRuntime"
      ? { ...ofRuntime, ...args, delivery: "pull" }
      : { tenant, ...args, ...(kind === "VirtualCluster" ? { hostCluster: hostOf(args) } : {}) };
  try {
    const register = registrations[kind] as (args: never) => unknown;
    register(around as never);
  } catch (error) {
    if (!(error instanceof InvalidArguments)) throw error;
    for (const { path, message } of error.problems)
      found.consequence(found.originOf(path), message);
  }
}

/** A virtual cluster's request says no more of its host than the name. */
function hostOf(args: object): object {
  const { hostCluster, httpsNodePort } = args as {
    readonly hostCluster?: object;
    readonly httpsNodePort?: number;
  };
  return {
    apiServer: "https://192.0.2.1:6443",
    gatewayHttpsNodePort: httpsNodePort === 30443 ? 30444 : 30443,
    kubeconfig,
    ...hostCluster,
  };
}
