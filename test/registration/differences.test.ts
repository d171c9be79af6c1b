import { load, loadAll } from "js-yaml";

import type { Claims } from "../../provider/claims/model";
import {
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import * as given from "./given";
import { opened } from "./golden";
import { documentedRows, testedRows } from "./numbered";
import { World } from "./world";

const clusters = "nautes/overlays/production/clusters";
const pd = registerPhysicalCluster(given.pd).claims;
const host = registerHostCluster(given.h).claims;
const existing = { tenant: given.tenant, allowSecretsInFiles: false };

function document(claims: Claims, path: string): unknown {
  expect(Object.keys(claims.documents)).toContain(path);
  return opened(claims.documents[path]);
}

function worldWith(...registered: readonly Claims[]): World {
  const world = new World();
  world.others.set("$products", { tree: new Map(), texts: new Map() });
  for (const claims of registered) expect(world.hold(claims)).toEqual([]);
  return world;
}

function padded(text: string): string {
  return `${text.trimEnd()}\n\n`;
}

function virtual(name: string, port: number): Claims {
  return registerVirtualCluster({ ...given.vp, clusterName: name, httpsNodePort: port }).claims;
}

test("every documented difference is shown by a test of its number, and no other", () => {
  const files = ["differences.test.ts", "differences-refused.test.ts"];
  expect(files.flatMap(testedRows)).toEqual(documentedRows());
});

test("1: values are not escaped", () => {
  expect(given.tenantInClear.oidc.clientSecret).toBe("s3cr+t&");
  expect(JSON.stringify(pd)).toContain("clientSecret: s3cr+t&");
});

test("2: several virtual pipeline clusters are documents of their own", () => {
  const world = worldWith(host, virtual("a", 31001), virtual("b", 31002));
  const text = world.snapshot.texts.get(
    "host-clusters/h/traefik/overlays/production/middleware-oauth.yaml",
  );
  expect(loadAll(text ?? "")).toMatchObject(
    ["oauth-a", "oauth-b", "oauth-errors-a", "oauth-errors-b"].map((name) => ({
      kind: "Middleware",
      metadata: { name },
    })),
  );
});

test("3: a list of clusters that was there stays, with an empty list", () => {
  const world = worldWith();
  const path = `${clusters}/kustomization.yaml`;
  world.write(path, "apiVersion: x\nkind: Kustomization\nresources:\n- foreign.yaml\n");
  world.hold(pd);
  world.write(path, (world.snapshot.texts.get(path) ?? "").replace("- foreign.yaml\n", ""));
  world.release(pd);
  expect(world.snapshot.texts.get(path)).toContain("resources: []");
});

test("4: lists are sorted, in whatever order clusters come", () => {
  const names = ["c", "a", "b"].map((clusterName) => ({ ...given.pd, clusterName }));
  const world = worldWith(...names.map((args) => registerPhysicalCluster(args).claims));
  const list = load(world.snapshot.texts.get(`${clusters}/kustomization.yaml`) ?? "");
  expect(list).toMatchObject({ resources: ["a.yaml", "b.yaml", "c.yaml"] });
});

test("5: there is no creationTimestamp and no status", () => {
  const environment = { type: "dev" };
  const runtime = registerDeploymentRuntime({ ...given.runtime, environment }).claims;
  expect(JSON.stringify([pd, host, runtime])).not.toMatch(/creationTimestamp|"status":/);
});

test("6: the cookie secret is that of the tenant, every time", () => {
  const path = "runtimes/pd-runtime/production/oauth2-proxy-app.yaml";
  expect(document(pd, path)).toHaveProperty(
    ["spec", "source", "helm", "values", "extraArgs", "cookie-secret"],
    given.tenantInClear.oidc.cookieSecret,
  );
  expect(registerPhysicalCluster(given.pd).claims).toEqual(pd);
});

test("7: with an existing Secret, no file has one", () => {
  const { claims } = registerPhysicalCluster({ ...given.pd, ...existing });
  const proxy = document(claims, "runtimes/pd-runtime/production/oauth2-proxy-app.yaml");
  expect(proxy).toHaveProperty("spec.source.helm.values.config", { existingSecret: "oidc-client" });
  expect(proxy).not.toHaveProperty([
    "spec",
    "source",
    "helm",
    "values",
    "extraArgs",
    "cookie-secret",
  ]);
  const argocd = "runtimes/pd-runtime/argocd/overlays/production/patch-argocd-cm.yaml";
  expect(document(claims, argocd)).toHaveProperty(
    ["data", "dex.config", "connectors", 0, "config", "clientSecret"],
    "$oidc-client:client-secret",
  );
});

test("8: RBAC is of version 1", () => {
  const text = JSON.stringify([pd, registerVirtualCluster(given.vd).claims]);
  expect(text).toContain("rbac.authorization.k8s.io/v1");
  expect(text).not.toContain("rbac.authorization.k8s.io/v1beta1");
});

test("9: a host's values reach the files of its virtual clusters", () => {
  const hostCluster = {
    clusterName: "h",
    apiServer: "https://10.9.9.9:6443",
    gatewayHttpsNodePort: 30999,
  };
  const { claims } = registerVirtualCluster({ ...given.vd, hostCluster });
  const folder = "host-clusters/h/vclusters/vd";
  const server = "spec.destination.server";
  for (const file of ["vcluster-app", "vcluster-initial-app"])
    expect(document(claims, `${folder}/${file}.yaml`)).toHaveProperty(
      server,
      hostCluster.apiServer,
    );
  const argocd = "runtimes/vd-runtime/argocd/overlays/production/patch-argocd-cm.yaml";
  expect(document(claims, argocd)).toHaveProperty(
    "data.url",
    "https://argocd.vd.10.0.0.9.nip.io:30999",
  );
});

test("10: a virtual cluster's certificate is good for its host's API host", () => {
  const hostCluster = {
    clusterName: "h",
    apiServer: "https://api.h.io:6443",
    gatewayHttpsNodePort: 30443,
  };
  const { claims } = registerVirtualCluster({ ...given.vd, hostCluster });
  expect(document(claims, "host-clusters/h/vclusters/vd/vcluster-app.yaml")).toHaveProperty(
    "spec.source.helm.values.syncer.extraArgs",
    ["--tls-san=api.h.io"],
  );
});

test("11: default hosts use an address in the API's URL, else the primary domain", () => {
  function hostsOf(changes: object): (string | undefined)[] {
    const { facts } = registerPhysicalCluster({ ...given.pp, ...changes });
    return [facts.argocdHost, facts.tektonHost, facts.primaryDomain];
  }
  const primaryDomain = "example.com";
  const apiServer = "https://api.k8s.io:6443";
  const onAddress = ["argocd.pp.10.0.0.9.nip.io", "tekton.pp.10.0.0.9.nip.io"];
  expect(hostsOf({})).toEqual([...onAddress, "10.0.0.9.nip.io"]);
  expect(hostsOf({ primaryDomain })).toEqual([...onAddress, "example.com"]);
  const onDomain = ["argocd.pp.example.com", "tekton.pp.example.com", "example.com"];
  expect(hostsOf({ apiServer, primaryDomain })).toEqual(onDomain);
  const onHost = ["argocd.pp.api.k8s.io", "tekton.pp.api.k8s.io", "api.k8s.io"];
  expect(hostsOf({ apiServer })).toEqual(onHost);
});

test("12: the shared application sets go with the last worker", () => {
  const world = worldWith(pd);
  expect(world.release(pd)).toEqual([]);
  expect([...world.snapshot.tree.keys()]).toEqual([]);
});

test("13: entries and comments of others survive", () => {
  const path = `${clusters}/kustomization.yaml`;
  const text = "kind: Kustomization\nresources:\n  # by hand\n  - zoo.yaml # keep\n";
  const world = worldWith();
  world.write(path, text);
  world.hold(pd);
  expect(world.snapshot.texts.get(path)).toContain("- pd.yaml\n");
  world.release(pd);
  expect(world.snapshot.texts.get(path)).toBe(text);
});

test("14: the host's application set comes and goes with its virtual clusters", () => {
  const path = "host-clusters/h/production/vcluster-appset.yaml";
  const vd = registerVirtualCluster(given.vd).claims;
  const world = worldWith(host);
  expect(world.snapshot.tree.has(path)).toBe(false);
  world.hold(vd);
  expect(load(world.snapshot.texts.get(path) ?? "")).toMatchObject({
    spec: { generators: [{ list: { elements: [{ cluster: "vd" }] } }] },
  });
  world.release(vd);
  expect(world.snapshot.tree.has(path)).toBe(false);
});

test("15: line breaks at the end of certificates make no difference", () => {
  const { caCertificate, vault, git } = given.tenantInClear;
  const tenant = {
    ...given.tenantInClear,
    caCertificate,
    vault: { ...vault, caCertificate: padded(vault.caCertificate) },
    git: { ...git, caCertificate: padded(git.caCertificate) },
  };
  expect(registerPhysicalCluster({ ...given.pp, tenant }).claims).toEqual(
    registerPhysicalCluster(given.pp).claims,
  );
});

test("16: empty maps are left out", () => {
  const empty = { reservedNamespacesAllowedProducts: {}, productAllowedClusterResources: {} };
  expect(registerPhysicalCluster({ ...given.pd, ...empty }).claims).toEqual(pd);
  const filled = { reservedNamespacesAllowedProducts: { argocd: ["b", "a"] } };
  const { claims } = registerPhysicalCluster({ ...given.pd, ...filled });
  expect(document(claims, `${clusters}/pd.yaml`)).toMatchObject({ spec: filled });
});
