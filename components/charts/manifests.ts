import type { Json } from "../../provider/claims/model";
import type { Manifest } from "./model";

const rbac = "rbac.authorization.k8s.io";

/** A Secret of texts. */
export function secret(
  namespace: string,
  name: string,
  texts: Readonly<Record<string, string>>,
  labels?: Readonly<Record<string, string>>,
): Manifest {
  const data = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
    type: "Opaque",
    data,
  };
}

interface IngressParts {
  readonly namespace: string;
  readonly name: string;
  readonly host: string;
  readonly path: string;
  readonly service: string;
  readonly port: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An Ingress of one path of one host through the gateway, over TLS. */
export function ingress(parts: IngressParts): Manifest {
  const { namespace, name, host, path, service, port } = parts;
  const backend = { service: { name: service, port: { number: port } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name,
      namespace,
      // Nothing writes the status that Pulumi would wait for, unless the gateway knows its address.
      annotations: { "pulumi.com/skipAwait": "true", ...parts.annotations },
    },
    spec: {
      ingressClassName: "traefik",
      tls: [{ hosts: [host] }],
      rules: [{ host, http: { paths: [{ path, pathType: "Prefix", backend }] } }],
    },
  };
}

/** A rule of a role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** A ClusterRole and its binding to a ServiceAccount. */
export function clusterAccess(
  name: string,
  rules: readonly Rule[],
  account: { readonly namespace: string; readonly name: string },
): readonly [role: Manifest, binding: Manifest] {
  return [
    { apiVersion: `${rbac}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", ...account }],
    },
  ];
}

/** A Middleware of Traefik. */
export function middleware(namespace: string, name: string, spec: Json): Manifest {
  return {
    apiVersion: "traefik.io/v1alpha1",
    kind: "Middleware",
    metadata: { name, namespace },
    spec,
  };
}
