import type {
  DeploymentRuntimeArgs,
  HostClusterArgs,
  PhysicalClusterArgs,
  TenantArgs,
  VirtualClusterArgs,
} from "../../components/registration";

/** A tenant with all that files need, whose OIDC client has its secrets in a Secret on the clusters. */
export const tenant = {
  name: "tenant1",
  repositoryUrl: "ssh://git@gitlab.example.com:2222/nautes/tenant.git",
  caCertificate: "-----BEGIN CERTIFICATE-----\nidp+ca/&<\n-----END CERTIFICATE-----\n",
  oidc: {
    issuer: "https://dex.example.com",
    clientId: "nautes",
    existingSecret: "oidc-client",
  },
  vault: {
    address: "https://vault.example.com:8200",
    caCertificate: "-----BEGIN CERTIFICATE-----\nvault\n-----END CERTIFICATE-----\n",
  },
  git: {
    address: "https://gitlab.example.com:8443",
    caCertificate: "-----BEGIN CERTIFICATE-----\ngitlab\n-----END CERTIFICATE-----\n",
  },
} satisfies TenantArgs;

/** The same tenant with its secrets in clear, as Nautes has them. */
export const tenantInClear = {
  ...tenant,
  oidc: {
    issuer: tenant.oidc.issuer,
    clientId: "nautes",
    clientSecret: "s3cr+t&",
    cookieSecret: "0123456789abcdef0123456789abcdef",
  },
} satisfies TenantArgs;

const inClear = { tenant: tenantInClear, allowSecretsInFiles: true, delivery: "pull" } as const;
const apiServer = "https://10.0.0.9:6443";
const hostCluster = { clusterName: "h", apiServer, gatewayHttpsNodePort: 30443 };

/** One of each class, named as the facts sheet names them. */
export const pd: PhysicalClusterArgs = {
  ...inClear,
  clusterName: "pd",
  workerType: "deployment",
  apiServer,
};
export const pp: PhysicalClusterArgs = {
  ...inClear,
  clusterName: "pp",
  workerType: "pipeline",
  apiServer,
};
export const h: HostClusterArgs = { ...inClear, clusterName: "h", apiServer };
export const vd: VirtualClusterArgs = {
  ...inClear,
  clusterName: "vd",
  workerType: "deployment",
  apiServer: "https://10.0.0.9:31456",
  hostCluster,
};
export const vp: VirtualClusterArgs = {
  ...inClear,
  clusterName: "vp",
  workerType: "pipeline",
  apiServer: "https://10.0.0.9:31457",
  hostCluster,
};

export const runtime: DeploymentRuntimeArgs = {
  runtimeName: "dr-dev",
  product: "shop",
  productId: "product-12",
  cluster: { clusterName: "vd" },
  delivery: "pull",
  projects: ["api-server"],
  manifestSource: {
    codeRepo: "deploy-config",
    path: "manifests/development",
    targetRevision: "HEAD",
  },
  codeRepoId: "repo-34",
  destination: { environment: "env-dev", namespaces: ["shop-dev"] },
};

export const kubeconfig = [
  "apiVersion: v1",
  "kind: Config",
  "clusters: [{ name: c, cluster: { server: https://10.0.0.9:6443 } }]",
  "users: [{ name: u, user: { token: canary-token } }]",
  "contexts: [{ name: x, context: { cluster: c, user: u } }]",
  "current-context: x",
  "",
].join("\n");
