import fc from "fast-check";

import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
  specimenKubeconfig,
} from "../../components/registration";
import type { Registration } from "../../components/registration";
import * as given from "../registration/given";

/** Arguments of a cluster, and what registers them. */
export interface Valid {
  readonly kind: "PhysicalCluster" | "HostCluster" | "VirtualCluster";
  readonly args: Readonly<Record<string, unknown>>;
  readonly register: (args: never) => Registration<unknown>;
}

const label = fc.stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/);
const name = label.filter(
  (text) =>
    !["kustomization", "tenant1", "nautes", "default", "h", "traefik", "vault"].includes(text) &&
    !text.startsWith("kube-"),
);
const odd = fc.constantFrom("a b", "x: y", "null", "1e3", "[]", "&a", "#", "é", "0x1f", "'", '"');
const host = name.map((first) => `${first}.example.com`);
const address = fc.ipV4();
const apiServer = fc.tuple(fc.oneof(host, address), fc.integer({ min: 30000, max: 32767 }));
const port = fc.integer({ min: 30000, max: 32767 });

function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined });
}

const pem = fc
  .constantFrom("A+/b\n", "x\n\n", "y")
  .map((body) => `-----BEGIN CERTIFICATE-----\n${body}`);

/** What signs in: a Secret on the clusters, or values in the files. */
const secrets = fc.oneof(
  fc.record({ existingSecret: name }),
  fc.record({
    clientSecret: odd.map((text) => `s${text}`),
    cookieSecret: fc.constant("0123456789abcdef"),
  }),
);

function tenantOf(isPulled: boolean) {
  return fc
    .record({
      secrets,
      pem,
      namespace: fc.constantFrom(undefined, "nautes", "other"),
      key: fc.constantFrom("rsa", "ecdsa"),
      type: fc.constantFrom("github", "gitlab"),
    })
    .map(({ secrets: way, pem: text, namespace, key, type }) => {
      const { tenant } = given;
      if (!isPulled) return { name: "tenant1", namespace };
      return {
        ...{ ...tenant, namespace, caCertificate: text },
        oidc: { issuer: tenant.oidc.issuer, clientId: "nautes", ...way },
        vault: { ...tenant.vault, caCertificate: text },
        git: { ...tenant.git, caCertificate: text, type, deployKeyType: key },
      };
    });
}

const additions = fc.dictionary(label, fc.oneof(odd, fc.constant("")), { maxKeys: 2 });
const gateway = fc
  .uniqueArray(port, { minLength: 2, maxLength: 2 })
  .chain(([http, https]) =>
    fc.record({
      more: additions,
      ports: fc.constantFrom({ httpNodePort: http, httpsNodePort: String(https) }),
    }),
  )
  .map(({ more, ports }) => ({ additions: { ...more, ...ports } }));

function componentsOf(isPipeline: boolean, isPulled: boolean) {
  const dashboard = isPipeline
    ? { pipeline: maybe(host.map((text) => ({ additions: { host: `ci.${text}` } }))) }
    : {};
  const other = {
    name: "own",
    namespace: "own-ns",
    chart: { repository: "https://c.example.com", name: "own", version: "1.0.0" },
  };
  return fc.record({
    ...dashboard,
    deployment: maybe(host.map((text) => ({ additions: { host: `cd.${text}` } }))),
    multiTenant: maybe(additions.map((given) => ({ additions: given }))),
    secretSync: maybe(fc.constantFrom({ name: "external-secrets" }, ...(isPulled ? [] : [other]))),
  });
}

const products = {
  reservedNamespacesAllowedProducts: maybe(fc.constantFrom({}, { argocd: ["shop", "bank"] })),
  productAllowedClusterResources: maybe(
    fc.constantFrom({}, { shop: [{ group: "a.io", kind: "A" }], bank: [] }),
  ),
};

/** Valid arguments of clusters of all classes, by push and by pull. */
export const validCluster: fc.Arbitrary<Valid> = fc
  .record({
    kind: fc.constantFrom("PhysicalCluster", "HostCluster", "VirtualCluster"),
    isPipeline: fc.boolean(),
    isPulled: fc.boolean(),
  })
  .chain(({ kind, isPipeline, isPulled }) => {
    const isVirtual = kind === "VirtualCluster";
    const hasGateway = !isVirtual;
    const worker = kind === "HostCluster" ? {} : products;
    const components: fc.Arbitrary<object> =
      kind === "HostCluster" ? fc.constant({}) : componentsOf(isPipeline, isPulled);
    return fc
      .record({
        clusterName: name,
        server: apiServer,
        tenant: tenantOf(isPulled),
        primaryDomain: maybe(host),
        components,
        gateway: maybe(gateway),
        httpsNodePort: maybe(port),
        hostPort: port,
        ...worker,
      })
      .map((given): Valid => {
        const {
          server,
          components: chosen,
          gateway: gate,
          httpsNodePort,
          hostPort,
          ...rest
        } = given;
        const kubeconfig = isPulled || isVirtual ? {} : { kubeconfig: specimenKubeconfig("c") };
        const hostCluster = {
          clusterName: "h",
          apiServer: "https://10.0.0.9:6443",
          gatewayHttpsNodePort: hostPort,
        };
        return {
          kind,
          register: {
            PhysicalCluster: registerPhysicalCluster,
            HostCluster: registerHostCluster,
            VirtualCluster: registerVirtualCluster,
          }[kind],
          args: {
            ...rest,
            ...kubeconfig,
            ...(kind === "HostCluster"
              ? {}
              : { workerType: isPipeline ? "pipeline" : "deployment" }),
            ...(isVirtual ? { hostCluster, httpsNodePort } : {}),
            apiServer: `https://${server[0]}:${server[1]}`,
            components: { ...chosen, ...(hasGateway ? { gateway: gate } : {}) },
            delivery: isPulled ? "pull" : "push",
            ...(isPulled && "clientSecret" in (given.tenant as { oidc: object }).oidc
              ? { allowSecretsInFiles: true }
              : {}),
          },
        };
      });
  });
