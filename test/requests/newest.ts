import fc from "fast-check";

import { categories, categoriesOf } from "../../components/registration/categories";
import type { ClusterClass } from "../../components/registration/categories";
import { kubeconfig } from "./expected/common";

type Json = string | readonly Json[] | { readonly [key: string]: Json };
/** The body of a request, and the class of the cluster that it declares. */
export interface Newest {
  readonly clusterClass: ClusterClass;
  readonly body: Readonly<Record<string, Json>>;
}

const classes: readonly ClusterClass[] = [
  "physical deployment",
  "physical pipeline",
  "host",
  "virtual deployment",
  "virtual pipeline",
];
const fieldOf = {
  multiTenant: "multi_tenant",
  secretSync: "secret_sync",
  gateway: "gateway",
  deployment: "deployment",
  progressiveDelivery: "progressive_delivery",
  pipeline: "pipeline",
  eventListener: "event_listener",
} as const;
type Settable = keyof typeof fieldOf;

const port = fc.integer({ min: 30000, max: 32767 }).map(String);
const host = fc.constantFrom("example.com", "shop.example.com", "203-0-113-5.nip.io");
const products = fc.uniqueArray(fc.constantFrom("shop", "bank", "demo-quickstart"), {
  minLength: 1,
});

/** Any valid request of v0.4, without a name. */
export const newestRequest: fc.Arbitrary<Newest> = fc
  .constantFrom(...classes)
  .chain((clusterClass) =>
    bodyOf(clusterClass).map((body) => ({ clusterClass, body: withoutEmpty(body) })),
  );

function bodyOf(clusterClass: ClusterClass): fc.Arbitrary<Record<string, Json>> {
  const isVirtual = clusterClass.startsWith("virtual");
  const worker = clusterClass.split(" ")[1];
  const needed = {
    api_server: port.map((number) => `https://203.0.113.5:${isVirtual ? number : "6443"}`),
    cluster_kind: fc.constant("kubernetes"),
    cluster_type: fc.constant(isVirtual ? "virtual" : "physical"),
    usage: fc.constant(worker === undefined ? "host" : "worker"),
    ...(worker === undefined ? {} : { worker_type: fc.constant(worker) }),
    ...(isVirtual ? { host_cluster: fc.constant("the-host") } : {}),
    ...(isVirtual ? {} : { kubeconfig: fc.constantFrom(kubeconfig, inBase64) }),
  };
  const optional = {
    primary_domain: host,
    components_list: componentsOf(clusterClass),
    ...(isVirtual ? { vcluster: fc.record({ https_node_port: port }) } : {}),
    ...(worker === undefined ? {} : ofProducts(clusterClass)),
  };
  return fc
    .tuple(fc.record(needed), fc.record(optional, { requiredKeys: [] }))
    .map(([some, others]) => ({ ...some, ...others }));
}

const inBase64 = Buffer.from(kubeconfig).toString("base64");

function ofProducts(clusterClass: ClusterClass) {
  const namespaces = categoriesOf(clusterClass).map((name) => categories[name].namespace);
  const kind = fc.record({
    kind: fc.constantFrom("ClusterRole", "StorageClass"),
    group: fc.constantFrom("rbac.authorization.k8s.io", "storage.k8s.io"),
  });
  return {
    reserved_namespaces_allowed_products: fc.dictionary(fc.constantFrom(...namespaces), products),
    product_allowed_cluster_resources: fc.dictionary(
      fc.constantFrom("shop", "bank"),
      fc.array(kind, { minLength: 1, maxLength: 2 }),
    ),
  };
}

function componentsOf(clusterClass: ClusterClass): fc.Arbitrary<Record<string, Json>> {
  const its = categoriesOf(clusterClass).filter((name) => name in fieldOf) as Settable[];
  return fc.record(Object.fromEntries(its.map((name) => [fieldOf[name], componentOf(name)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Record<string, Json>>;
}

function componentOf(category: Settable): fc.Arbitrary<Json> {
  const { component, namespace } = categories[category];
  return fc
    .record(
      {
        name: fc.constant(component),
        namespace: fc.constant(namespace),
        additions: additionsOf(category),
      },
      { requiredKeys: [] },
    )
    .map(withoutEmpty);
}

function additionsOf(category: Settable): fc.Arbitrary<Record<string, string>> {
  const free = { "a-setting": fc.constantFrom("x", "y") };
  const known = {
    gateway: { httpNodePort: fc.constant("30080"), httpsNodePort: fc.constant("30443") },
    deployment: { host: fc.constant("cd.example.com") },
    pipeline: { host: fc.constant("ci.example.com") },
    multiTenant: { syncResourceTypes: fc.constant("tekton.dev/Pipeline"), ...free },
    secretSync: free,
    progressiveDelivery: free,
    eventListener: free,
  };
  const its: Record<string, fc.Arbitrary<string>> = known[category];
  return fc.record(its, { requiredKeys: [] }).map((given) => given as Record<string, string>);
}

function withoutEmpty(value: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, inner]) => typeof inner === "string" || Object.keys(inner).length > 0,
    ),
  );
}
