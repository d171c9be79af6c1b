import {
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import * as given from "./given";
import { problemsOf } from "./refused";

const { tenantInClear: tenant } = given;

function pathsOf(register: () => unknown): readonly string[] {
  return problemsOf(register)
    .map(({ path }) => path)
    .sort();
}

function physical(changes: object): readonly string[] {
  return pathsOf(() => registerPhysicalCluster({ ...given.pd, ...changes }));
}

function virtual(changes: object): readonly string[] {
  return pathsOf(() => registerVirtualCluster({ ...given.vd, ...changes }));
}

function runtime(changes: object): readonly string[] {
  return pathsOf(() => registerDeploymentRuntime({ ...given.runtime, ...changes }));
}

test("17: account and namespaces of a runtime are written also when they are the default", () => {
  const destination = { environment: "env-dev" };
  const { claims } = registerDeploymentRuntime({ ...given.runtime, destination });
  expect(claims.documents["runtimes/dr-dev.yaml"]).toMatchObject({
    spec: { account: "dr-dev", destination: { environment: "env-dev", namespaces: ["dr-dev"] } },
  });
});

test("18: a runtime and its environment name the product's namespace, with and without checks", () => {
  for (const skipChecks of [true, false]) {
    const environment = { type: "dev" };
    const args = { ...given.runtime, skipChecks, environment };
    const namespaces = Object.values(registerDeploymentRuntime(args).claims.documents);
    expect(namespaces).toEqual([
      expect.objectContaining({ metadata: { name: "dr-dev", namespace: "product-12" } }),
      expect.objectContaining({ metadata: { name: "env-dev", namespace: "product-12" } }),
    ]);
  }
});

test("19: a category that the class does not have is refused", () => {
  expect(physical({ components: { pipeline: {}, eventListener: {} } })).toEqual([
    "components.eventListener",
    "components.pipeline",
  ]);
  expect(virtual({ components: { gateway: {} } })).toEqual(["components.gateway"]);
});

test("20: a component of another category is refused", () => {
  expect(physical({ components: { deployment: { name: "hnc" } } })).toEqual([
    "components.deployment.name",
  ]);
});

test("21: another namespace than the component's own is refused", () => {
  expect(physical({ components: { gateway: { namespace: "ingress" } } })).toEqual([
    "components.gateway.namespace",
  ]);
});

test("22: ports that are no NodePorts, or the same, are refused", () => {
  const additions = { httpNodePort: "abc", httpsNodePort: "99999" };
  expect(physical({ components: { gateway: { additions } } })).toHaveLength(2);
  const equal = { httpNodePort: "30443" };
  expect(physical({ components: { gateway: { additions: equal } } })).toHaveLength(1);
  expect(virtual({ httpsNodePort: 99 })).toEqual(["httpsNodePort"]);
});

test("23: hosts that are no host names are refused", () => {
  const additions = { host: "https://argocd.example.com" };
  expect(physical({ primaryDomain: "a b", components: { deployment: { additions } } })).toEqual([
    "components.deployment.additions.host",
    "primaryDomain",
  ]);
});

test("24: an API server that the Cluster resource's schema refuses is refused", () => {
  for (const apiServer of [
    "https://localhost:6443",
    "https://k8s.example.company",
    "https://[::1]",
  ])
    expect(physical({ apiServer })).toEqual(["apiServer"]);
  const accepted = ["https://k8s.example.com:6443", "https://a.b.internal1", "http://10.0.0.9"];
  for (const apiServer of accepted)
    expect(() => registerPhysicalCluster({ ...given.pd, apiServer })).not.toThrow();
});

test("25: names that would hide or overwrite something are refused", () => {
  for (const clusterName of ["kustomization", "tenant1", "a".repeat(48), "A.b"])
    expect(physical({ clusterName })).toEqual(["clusterName"]);
  for (const clusterName of ["h", "traefik", "a".repeat(41)])
    expect(virtual({ clusterName })).toEqual(["clusterName"]);
});

test("26: a virtual cluster requires its host to be one", () => {
  const { requires } = registerVirtualCluster(given.vd).claims;
  expect(requires).toMatchObject([
    {
      path: "nautes/overlays/production/clusters/h.yaml",
      where: { equals: { kind: "Cluster", "spec.usage": "host" } },
      when: "hold",
    },
  ]);
});

test("27: a NodePort that another on the host has is forbidden", () => {
  const { forbids } = registerVirtualCluster(given.vd).claims;
  const held = forbids.filter(({ when }) => when === "hold").map(({ path }) => path);
  expect(held).toEqual(
    expect.arrayContaining([
      "host-clusters/h/vclusters/*/vcluster-initial/svc.yaml",
      "nautes/overlays/production/clusters/h.yaml",
    ]),
  );
});

test("28: no cluster of any class goes while an environment names it", () => {
  for (const { claims } of [
    registerPhysicalCluster(given.pd),
    registerPhysicalCluster(given.pp),
    registerHostCluster(given.h),
    registerVirtualCluster(given.vd),
    registerVirtualCluster(given.vp),
  ]) {
    const name = claims.subject.split(" ").at(-1) ?? "";
    expect(claims.forbids).toContainEqual(
      expect.objectContaining({
        repository: "$products",
        folder: "envs",
        where: { equals: { kind: "Environment", "spec.cluster": name } },
        when: "release",
      }),
    );
  }
});

test("29: a kubeconfig may be left out, or be base64 in lines", () => {
  const base64 = Buffer.from(given.kubeconfig).toString("base64");
  const kubeconfig = base64.replace(/.{19}/g, "$&\n");
  expect(kubeconfig).toContain("\n");
  expect(registerPhysicalCluster({ ...given.pd, kubeconfig })).toEqual(
    registerPhysicalCluster(given.pd),
  );
});

test("30: lists of products that are empty or repeat one are refused", () => {
  const reservedNamespacesAllowedProducts = { argocd: [], vault: ["a", "a"] };
  expect(physical({ reservedNamespacesAllowedProducts })).toEqual([
    "reservedNamespacesAllowedProducts.argocd",
    "reservedNamespacesAllowedProducts.vault[1]",
  ]);
});

test("31: secrets in the tenant's URLs and certificates are refused", () => {
  const changed = {
    ...tenant,
    repositoryUrl: "https://user:word@git.example.com/a.git",
    caCertificate: "-----BEGIN RSA PRIVATE KEY-----",
    vault: { ...tenant.vault, address: "https://u:p@vault.example.com" },
  };
  expect(physical({ tenant: changed })).toEqual([
    "tenant.caCertificate",
    "tenant.repositoryUrl",
    "tenant.vault.address",
  ]);
});

test("32: bad names, accounts, revisions and folders of a runtime are refused", () => {
  const manifestSource = { ...given.runtime.manifestSource, targetRevision: " ", path: "a/" };
  const changes = { runtimeName: "Dr", account: "a.b", projects: ["p", "p"], manifestSource };
  expect(runtime(changes)).toEqual([
    "account",
    "manifestSource.path",
    "manifestSource.targetRevision",
    "projects[1]",
    "runtimeName",
  ]);
});

test("33: namespaces that belong to somebody are refused", () => {
  const namespaces = ["traefik", "kube-system", "nautes", "product-9", "oauth2-proxy"];
  const destination = { environment: "e", namespaces };
  expect(runtime({ destination })).toHaveLength(namespaces.length);
  expect(runtime({ runtimeName: "argocd", destination: { environment: "e" } })).toEqual([
    "runtimeName",
  ]);
});

test("34: a source is the same however its folder is written", () => {
  const { forbids } = registerDeploymentRuntime(given.runtime).claims;
  const [source] = forbids.filter(({ folder }) => folder === "runtimes");
  for (const path of ["manifests/development/", "./manifests/development"])
    expect(JSON.stringify(source?.where)).toContain(`"spec.manifestSource.path":"${path}"`);
});

test("35: a runtime may make its environment, and needs none then", () => {
  const environment = { type: "development" };
  const { claims } = registerDeploymentRuntime({ ...given.runtime, environment });
  expect(Object.keys(claims.documents)).toContain("envs/env-dev.yaml");
  expect(claims.requires.filter(({ folder }) => folder === "envs")).toEqual([]);
  const { requires } = registerDeploymentRuntime(given.runtime).claims;
  expect(requires.filter(({ folder }) => folder === "envs")).toHaveLength(1);
});
