import type { Manifest } from "../charts/model";
import type { RuntimeOnCluster, RuntimePlan } from "./model";
import { ownedBy } from "./names";

const rbac = "rbac.authorization.k8s.io";

/**
 * The product's namespace with its group's binding, which HNC copies to all namespaces below it; the runtime's namespaces
 * below it, and in each of them the account that deploys there.
 */
export function namespaceSteps(runtime: RuntimeOnCluster): RuntimePlan["shared"] {
  const { productId, product, account, namespaces } = runtime;
  return [
    { "product-namespace": namespace(productId, productId) },
    {
      "product-group": binding(productId, productId, productId, {
        apiGroup: rbac,
        kind: "Group",
        name: product,
      }),
      ...each(namespaces, (name) => ({ [`namespace-${name}`]: namespace(name, productId) })),
    },
    each(namespaces, (name) => ({
      [`hierarchy-${name}`]: hierarchy(name, productId),
      [`account-${name}`]: {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: account, namespace: name, labels: ownedBy(productId) },
      },
      [`account-binding-${name}`]: binding(name, account, productId, {
        kind: "ServiceAccount",
        name: account,
        namespace: name,
      }),
    })),
  ];
}

function each(
  namespaces: readonly string[],
  make: (namespace: string) => Readonly<Record<string, Manifest>>,
): Readonly<Record<string, Manifest>> {
  return Object.assign({}, ...namespaces.map(make)) as Record<string, Manifest>;
}

function namespace(name: string, productId: string): Manifest {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: ownedBy(productId) },
  };
}

/** HNC takes an object of this name alone. */
function hierarchy(namespace: string, productId: string): Manifest {
  return {
    apiVersion: "hnc.x-k8s.io/v1alpha2",
    kind: "HierarchyConfiguration",
    metadata: { name: "hierarchy", namespace, labels: ownedBy(productId) },
    spec: { parent: productId },
  };
}

/** All rights, as Nautes gives them, in one namespace. */
function binding(
  namespace: string,
  name: string,
  productId: string,
  subject: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "RoleBinding",
    metadata: { name, namespace, labels: ownedBy(productId) },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "cluster-admin" },
    subjects: [subject],
  };
}
