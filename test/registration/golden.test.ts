import { load } from "js-yaml";

import type { Claims } from "../../provider/claims/model";
import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import * as given from "./given";
import { golden, opened, valuesOf } from "./golden";

const clusters = "nautes/overlays/production/clusters";
const forTenant = { PRE: "", SERVER: "https://kubernetes.default.svc" };

function clusterOf(name: string): Record<string, unknown> {
  return {
    [`${clusters}/${name}.yaml`]: {
      apiVersion: "nautes.resource.nautes.io/v1alpha1",
      kind: "Cluster",
      metadata: { name, namespace: "nautes" },
      spec: golden("clusters", {})[name],
    },
  };
}

function ownGateway(name: string): Record<string, unknown> {
  const values = valuesOf(name, {
    ...forTenant,
    F: `runtimes/${name}-runtime`,
    PROJECT: `${name}-runtime-project`,
  });
  return { ...golden("gateway", values), ...golden("physical", values) };
}

function middlewaresOf(name: string, proxy: string, ingress: string): Record<string, unknown> {
  return golden("middlewares", valuesOf(name, { PROXY: proxy, INGRESS: ingress }));
}

function filesOf(claims: Claims): string[] {
  const { documents, texts, entries, shared } = claims;
  return [documents, texts, entries, shared].flatMap((files) => Object.keys(files));
}

function scaffoldOf(claims: Claims, path: string): unknown {
  return load(claims.entries[path]?.scaffold ?? "") ?? undefined;
}

test("a physical deployment worker is the 30 files of Nautes, equal when parsed", () => {
  const { claims } = registerPhysicalCluster(given.pd);
  const folder = "runtimes/pd-runtime";
  expect(opened(claims.documents)).toEqual({
    ...clusterOf("pd"),
    ...golden("worker", valuesOf("pd")),
    ...golden("deployment", valuesOf("pd")),
    ...ownGateway("pd"),
    [`${folder}/traefik/overlays/production/middleware-oauth.yaml`]: middlewaresOf(
      "pd",
      "oauth2-proxy",
      "",
    )["forward"],
  });
  expect(claims.texts).toEqual({
    [`${folder}/oauth2-proxy/overlays/production/ingress-tekton-dashboard.yaml`]:
      "# ingress-tekton-dashboard\n",
  });
  expect(filesOf(claims)).toHaveLength(30);
});

test("a physical pipeline worker is the 38 files of Nautes, equal when parsed", () => {
  const { claims } = registerPhysicalCluster(given.pp);
  const folder = "runtimes/pp-runtime";
  const { forward, chain, errors, ingress } = middlewaresOf(
    "pp",
    "oauth2-proxy",
    "tekton-dashboard",
  );
  expect(opened(claims.documents)).toEqual({
    ...clusterOf("pp"),
    ...golden("worker", valuesOf("pp")),
    ...golden("pipeline", valuesOf("pp")),
    ...ownGateway("pp"),
    [`${folder}/traefik/overlays/production/middleware-oauth.yaml`]: [forward, chain, errors],
    [`${folder}/oauth2-proxy/overlays/production/ingress-tekton-dashboard.yaml`]: ingress,
  });
  expect(filesOf(claims)).toHaveLength(38);
});

test("a host is the 13 files of Nautes, equal when parsed", () => {
  const { claims } = registerHostCluster(given.h);
  const values = valuesOf("h", {
    F: "host-clusters/h",
    PRE: "h-",
    PROJECT: "tenant1",
    SERVER: "https://10.0.0.9:6443",
  });
  expect(opened(claims.documents)).toEqual({
    ...clusterOf("h"),
    ...golden("gateway", values),
    ...golden("host", values),
    "host-clusters/h/traefik/overlays/production/middleware-oauth-forward.yaml": middlewaresOf(
      "h",
      "h-oauth2-proxy",
      "",
    )["forward"],
  });
  const appset = "tenant/production/host-cluster-appset.yaml";
  expect(claims.entries[appset]).toMatchObject({
    list: "spec.generators[0].list.elements",
    key: "cluster",
    values: [{ cluster: "h" }],
    whenEmpty: "delete",
  });
  expect(scaffoldOf(claims, appset)).toEqual(
    golden("aggregates", appsetOf())["host-cluster-appset"],
  );
  expect(filesOf(claims)).toHaveLength(13);
});

test("a virtual deployment worker is the 25 files of Nautes and 1 of its host, equal when parsed", () => {
  const { claims } = registerVirtualCluster(given.vd);
  expect(opened(claims.documents)).toEqual({
    ...clusterOf("vd"),
    ...golden("worker", valuesOf("vd")),
    ...golden("deployment", valuesOf("vd")),
    ...golden("virtual", valuesOf("vd", { VPORT: "31456" })),
  });
  const appset = "host-clusters/h/production/vcluster-appset.yaml";
  expect(claims.entries[appset]).toMatchObject({
    list: "spec.generators[0].list.elements",
    key: "cluster",
    values: [{ cluster: "vd" }],
    whenEmpty: "delete",
  });
  expect(scaffoldOf(claims, appset)).toEqual(golden("aggregates", appsetOf())["vcluster-appset"]);
  expect(filesOf(claims)).toHaveLength(25 + 1);
});

test("a virtual pipeline worker is the 33 files of Nautes and 3 of its host, equal when parsed", () => {
  const { claims } = registerVirtualCluster(given.vp);
  expect(opened(claims.documents)).toEqual({
    ...clusterOf("vp"),
    ...golden("worker", valuesOf("vp")),
    ...golden("pipeline", valuesOf("vp")),
    ...golden("virtual", valuesOf("vp", { VPORT: "31457" })),
  });
  const { chain, errors, ingress } = middlewaresOf("vp", "h-oauth2-proxy", "vp-tekton-dashboard");
  const overlays = "host-clusters/h";
  expect(
    claims.entries[`${overlays}/oauth2-proxy/overlays/production/ingress-tekton-dashboard.yaml`],
  ).toEqual({
    list: "",
    key: "metadata.name",
    values: [ingress],
    scaffold: "# ingress-tekton-dashboard\n",
    whenEmpty: "keep",
  });
  expect(claims.entries[`${overlays}/traefik/overlays/production/middleware-oauth.yaml`]).toEqual({
    list: "",
    key: "metadata.name",
    values: [chain, errors],
    scaffold: "# middleware-oauth\n",
    whenEmpty: "keep",
  });
  expect(filesOf(claims)).toHaveLength(33 + 3);
});

test.each([
  ["runtime", "{{name}}-runtime", "runtimes/{{name}}-runtime", "argocd"],
  [
    "runtime-initial",
    "{{name}}-runtime-initial",
    "runtimes/{{name}}-runtime/initial/overlays/production",
    "nautes",
  ],
  [
    "runtime-argocd",
    "{{name}}-runtime-argocd",
    "runtimes/{{name}}-runtime/argocd/overlays/production",
    "argocd",
  ],
])("all workers share %s-appset.yaml while there is a runtime", (name, app, path, namespace) => {
  const shared = [
    registerPhysicalCluster(given.pd),
    registerPhysicalCluster(given.pp),
    registerVirtualCluster(given.vd),
    registerVirtualCluster(given.vp),
  ].map(({ claims }) => claims.shared[`tenant/production/${name}-appset.yaml`]);
  const document = golden("aggregates", appsetOf(name, app, path, namespace))["runtime-appset"];
  expect(shared).toEqual(shared.map(() => ({ document, keepWhile: "runtimes/" })));
});

test("every cluster has its entry in the list of all clusters, which goes with the last if we made it", () => {
  const { claims } = registerPhysicalCluster(given.pd);
  const path = `${clusters}/kustomization.yaml`;
  expect(claims.entries[path]).toMatchObject({
    list: "resources",
    values: ["pd.yaml"],
    whenEmpty: "delete",
  });
  expect(claims.entries[path]?.scaffold).toMatch(/^# Made by pulumi-nautes/);
  expect(scaffoldOf(claims, path)).toEqual(golden("aggregates", appsetOf())["kustomization"]);
});

function appsetOf(name = "", app = "", path = "", namespace = ""): Record<string, string> {
  return { APPSET: name, APP: app, APP_PATH: path, APP_NS: namespace };
}
