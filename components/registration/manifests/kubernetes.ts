import type { Json } from "../../../provider/claims/model";

const rbacGroup = "rbac.authorization.k8s.io";
const rbac = `${rbacGroup}/v1`;

/** A kustomization of these resources. */
export function kustomization(
  resources: readonly string[],
  more: { readonly [key: string]: Json } = {},
): Json {
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources,
    ...more,
  };
}

/** A ConfigMap. */
export function configMap(
  metadata: { readonly [key: string]: Json },
  data: { readonly [key: string]: string },
): Json {
  return { apiVersion: "v1", kind: "ConfigMap", metadata, data };
}

/** A Secret that holds one certificate, which is no secret but is mounted like one. */
export function certificateSecret(
  metadata: { readonly [key: string]: Json },
  key: string,
  certificate: string,
): Json {
  const data = { [key]: Buffer.from(certificate).toString("base64") };
  return { apiVersion: "v1", kind: "Secret", metadata, data };
}

/** A Namespace. */
export function namespace(name: string): Json {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } };
}

/** The Service under which a virtual cluster's API is reached on its host. */
export function nodePortService(virtualCluster: string, nodePort: number): Json {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `svc-${virtualCluster}`, namespace: virtualCluster },
    spec: {
      ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: 8443, nodePort }],
      selector: { app: "vcluster" },
      sessionAffinity: "None",
      type: "NodePort",
    },
  };
}

interface Ingress {
  readonly name: string;
  readonly namespace: string;
  readonly annotations?: { readonly [key: string]: Json };
  readonly host: string;
  readonly tls: boolean;
  readonly path: string;
  readonly service: string;
  readonly port: Json;
}

/** An Ingress of one path of one host. */
export function ingress(given: Ingress): Json {
  const { name, host, path, service, port } = given;
  const annotations = given.annotations === undefined ? {} : { annotations: given.annotations };
  const backend = { service: { name: service, port } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: given.namespace, ...annotations },
    spec: {
      ...(given.tls ? { tls: [{ hosts: [host] }] } : {}),
      rules: [{ host, http: { paths: [{ path, pathType: "ImplementationSpecific", backend }] } }],
    },
  };
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A ClusterRole. */
export function clusterRole(name: string, rules: readonly Rule[]): Json {
  const plain = rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs }));
  return { apiVersion: rbac, kind: "ClusterRole", metadata: { name }, rules: plain };
}

/** A ClusterRoleBinding. */
export function clusterRoleBinding(
  metadata: { readonly [key: string]: Json },
  role: string,
  subject: Json,
): Json {
  return {
    apiVersion: rbac,
    kind: "ClusterRoleBinding",
    metadata,
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: role },
    subjects: [subject],
  };
}

/** What Vault needs on a cluster to check the tokens of service accounts. */
export function vaultAccess(): readonly Json[] {
  const account = { name: "vault-auth", namespace: "vault" };
  return [
    namespace("vault"),
    { apiVersion: "v1", kind: "ServiceAccount", metadata: account },
    clusterRoleBinding({ name: "role-tokenreview-binding" }, "system:auth-delegator", {
      kind: "ServiceAccount",
      ...account,
    }),
  ];
}
