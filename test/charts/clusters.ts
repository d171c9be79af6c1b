import type { ChartCluster, ChartTenant } from "../../components/charts/model";
import type { ClusterClass } from "../../components/registration/categories";

/** Every class of cluster. */
export const classes: readonly ClusterClass[] = [
  "physical deployment",
  "physical pipeline",
  "host",
  "virtual deployment",
  "virtual pipeline",
];

/** A tenant that lacks nothing but secrets and a mirror. */
export const tenant = {
  name: "tenant1",
  namespace: "nautes",
  caCertificate: "the issuer's authority\n",
  oidc: {
    issuer: "https://dex.example.com",
    clientId: "nautes",
    cookieSecret: "0123456789abcdef",
  },
  vault: { address: "https://vault.example.com:8200", caCertificate: "Vault's authority\n" },
} satisfies ChartTenant;

/** The cluster c1, or the host h1, of the examples of values. */
export function clusterOf(
  clusterClass: ClusterClass,
  more: Partial<ChartCluster> = {},
): ChartCluster {
  const virtual = clusterClass.startsWith("virtual");
  const name = clusterClass === "host" ? "h1" : "c1";
  return {
    name,
    clusterClass,
    apiServer: virtual ? "https://10.0.0.5:31443" : "https://10.0.0.5:6443",
    primaryDomain: "example.com",
    nodeAddress: "10.0.0.5",
    ...(virtual ? { nodePort: 31443 } : { gatewayHttpNodePort: 30080 }),
    gatewayHttpsNodePort: 30443,
    ...(clusterClass === "host" ? {} : { argocdHost: "argocd.c1.example.com" }),
    ...(clusterClass.endsWith("pipeline") ? { tektonHost: "tekton.c1.example.com" } : {}),
    tenant,
    ha: false,
    deleteCrds: false,
    ...more,
  };
}

/** A tenant with `more` in its OIDC client. */
export function signingIn(more: NonNullable<ChartTenant["oidc"]>): ChartTenant {
  return { ...tenant, oidc: { ...tenant.oidc, ...more } };
}
