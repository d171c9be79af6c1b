import { yamlText } from "../registration/manifests/yaml-text";
import { secret } from "./manifests";
import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, ChartTenant, InstallPlan, ObjectPlan } from "./model";
import { defaultPlaces } from "./places";
import { given, plan } from "./plans";
import { release } from "./release";
import { caFile, caMounts, caObject, caVolumes, neededSecret, signInOf } from "./sign-in";
import type { SignIn } from "./sign-in";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://argoproj.github.io/argo-helm",
  name: "argo-cd",
  version: "10.1.1",
  timeoutSeconds: 600,
};

const ownSecret = "argocd-oidc";
/** Argo CD replaces references to Secrets with this label alone. */
const partOfArgoCd = { "app.kubernetes.io/part-of": "argocd" };
/** Sets make applications, and these need their projects to be deleted. */
const drained = ["applicationsets", "applications", "appprojects"].map(
  (kind) => `${kind}.argoproj.io`,
);

/** Argo CD behind the gateway, with the tenant's sign-in when the client has a secret: its Dex knows no public clients. */
export function deployment(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.deployment;
  const { tenant } = cluster;
  const signIn = signInOf(tenant);
  const existing = signIn?.client.kind === "existing" ? signIn.client.name : undefined;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      argocd: release(cluster, choice, {
        namespace,
        wave: 2,
        chart,
        values: mergeValues(
          argocdValues(cluster),
          signInValues(signIn, tenant),
          gitCertificate(tenant),
          cluster.ha ? replicas : {},
          at("controller.resources", choice.resources),
          at("global.tolerations", choice.tolerations),
          imageMirror(tenant, {
            "global.image.repository": (prefix) => `${prefix}/argoproj/argocd`,
            "dex.image.repository": (prefix) => `${prefix}/dexidp/dex`,
            "redis.image.repository": (prefix) => `${prefix}/docker/library/redis`,
          }),
        ),
      }),
    },
    objects: { ...ownSecretObject(signIn, namespace), ...signInCa(signIn, tenant, namespace) },
    readiness:
      existing === undefined
        ? {}
        : {
            secrets: [
              neededSecret(
                namespace,
                existing,
                ["client-secret"],
                ` and the label app.kubernetes.io/part-of: argocd`,
              ),
            ],
          },
    cleanup: { drain: drained, crds: drained },
    kubernetes: { atLeast: "1.25" },
  });
}

function argocdValues(cluster: ChartCluster): Values {
  const host = given(cluster.argocdHost, "Argo CD's host");
  const virtual = cluster.clusterClass.startsWith("virtual");
  return {
    // Without being synced to the host they would do nothing there.
    global: { domain: host, ...(virtual ? { networkPolicy: { create: false } } : {}) },
    configs: {
      cm: {
        url: `https://${host}:${cluster.gatewayHttpsNodePort}`,
        "kustomize.buildOptions": "--load-restrictor LoadRestrictionsNone",
      },
      // TLS ends at the gateway.
      params: { "server.insecure": true },
    },
    server: {
      ingress: { enabled: true, ingressClassName: "traefik", extraTls: [{ hosts: [host] }] },
    },
    notifications: { enabled: false },
  };
}

/** The chart's highly available Redis is another chart, which wants three nodes and other images. */
const replicas: Values = {
  server: { replicas: 2 },
  repoServer: { replicas: 2 },
  applicationSet: { replicas: 2 },
};

function signInValues(signIn: SignIn | undefined, tenant: ChartTenant): Values {
  if (signIn === undefined || signIn.client.kind === "public") return { dex: { enabled: false } };
  const certificate = tenant.caCertificate !== undefined;
  const name = signIn.client.kind === "own" ? ownSecret : signIn.client.name;
  const config = {
    issuer: signIn.issuer,
    clientID: signIn.clientId,
    clientSecret: `$${name}:client-secret`,
    insecureEnableGroups: true,
    scopes: ["openid", "profile", "email", "groups"],
    getUserInfo: true,
    ...(certificate ? { rootCAs: [caFile] } : {}),
  };
  const connectors = [{ type: "oidc", id: "dex", name: "Dex", config }];
  return {
    configs: { cm: { "dex.config": yamlText({ connectors }) } },
    dex: {
      enabled: true,
      ...(certificate ? { volumes: caVolumes, volumeMounts: caMounts } : {}),
    },
  };
}

function ownSecretObject(
  signIn: SignIn | undefined,
  namespace: string,
): Readonly<Record<string, ObjectPlan>> {
  if (signIn?.client.kind !== "own") return {};
  const texts = { "client-secret": signIn.client.secret };
  return {
    [ownSecret]: { wave: 0, manifest: secret(namespace, ownSecret, texts, partOfArgoCd) },
  };
}

function signInCa(
  signIn: SignIn | undefined,
  tenant: ChartTenant,
  namespace: string,
): Readonly<Record<string, ObjectPlan>> {
  return signIn === undefined || signIn.client.kind === "public" ? {} : caObject(tenant, namespace);
}

/** The address gives a key, as in the files of a registration, and so has to be plain. */
function gitCertificate({ git }: ChartTenant): Values {
  if (git?.address === undefined || git.caCertificate === undefined) return {};
  const { hostname } = new URL(git.address);
  return { configs: { tls: { certificates: { [hostname]: git.caCertificate } } } };
}
