import * as nautes from "pulumi-nautes";
import * as pulumi from "@pulumi/pulumi";
import { charts, codeRepoUrl, deleteCrds, issuer, vaultAddress, virtualPort } from "./settings";

const config = new pulumi.Config();

/** What all clusters of the tenant have in common. */
const tenant = {
  name: "tenant1",
  // Where the charts on the clusters look for Vault.
  vault: { address: vaultAddress },
  // All charts come from this repository; without it, each from its maker's.
  mirror: { charts },
};

// A cluster to deploy to. It may be bare: gateway, Argo CD, Argo Rollouts, External Secrets, HNC are installed, and waited for.
const production = new nautes.PhysicalCluster("pd", {
  tenant,
  workerType: "deployment",
  apiServer: config.require("apiServer"),
  kubeconfig: config.requireSecret("kubeconfig"),
  deleteCrds,
});

export const productionArgocd = production.argocdUrl;

// With a second cluster: a host, and a virtual cluster on it whose API is a NodePort of the host.
const hostServer = config.get("hostApiServer");
if (hostServer !== undefined) {
  const signIn = { ...tenant, oidc: { issuer, clientId: "nautes" } };
  const host = new nautes.HostCluster("h", {
    tenant: signIn,
    apiServer: hostServer,
    kubeconfig: config.requireSecret("hostKubeconfig"),
    deleteCrds,
  });
  const development = new nautes.VirtualCluster("vd", {
    tenant: signIn,
    hostCluster: host,
    workerType: "deployment",
    apiServer: `https://${new URL(hostServer).hostname}:${virtualPort}`,
    deleteCrds,
  });

  // What the product `shop` deploys there: its record stands in the product's own config repo, shop/default.project.
  if (codeRepoUrl !== undefined) {
    new nautes.DeploymentRuntime("dr-dev", {
      product: "shop",
      cluster: development,
      projects: ["api-server"],
      codeRepoUrl,
      manifestSource: {
        codeRepo: "deploy-config",
        path: "manifests/development",
        targetRevision: "HEAD",
      },
      destination: { environment: "env-dev", namespaces: ["shop-dev"] },
    });
  }
}
