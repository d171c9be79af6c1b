import type { Documents } from "./claims";
import { certificateSecret, configMap, ingress, kustomization } from "./manifests/kubernetes";
import { yamlText } from "./manifests/yaml-text";
import * as layout from "./repo-layout";
import type { WorkerValues } from "./values";

/** The overlay of a worker's own Argo CD. */
export function argocdFiles(worker: WorkerValues): Documents {
  const { argocdHost, tenant } = worker;
  const folder = layout.overlay(layout.runtimeFolder(worker.cluster), "argocd");
  return {
    [`${folder}/kustomization.yaml`]: kustomization(
      [
        layout.fromOverlay(layout.base("argocd")),
        "ingress-argocd-server.yaml",
        "secret-ipd-ca.yaml",
      ],
      {
        patchesStrategicMerge: [
          "patch-argocd-cm.yaml",
          "patch-argocd-dex-server.yaml",
          "patch-argocd-tls-certs-cm.yaml",
        ],
        namespace: "argocd",
      },
    ),
    [`${folder}/ingress-argocd-server.yaml`]: ingress({
      name: "argocd-server",
      namespace: "argocd",
      host: argocdHost,
      tls: false,
      path: "/",
      service: "argocd-server",
      port: { name: "https" },
    }),
    [`${folder}/secret-ipd-ca.yaml`]: certificateSecret(
      { name: "idp-ca-secret" },
      "ca-certs-Private-DEX.pem",
      tenant.caCertificate,
    ),
    [`${folder}/patch-argocd-cm.yaml`]: configMap(
      { namespace: "argocd", name: "argocd-cm" },
      {
        "kustomize.buildOptions": "--load-restrictor LoadRestrictionsNone",
        url: `https://${argocdHost}:${worker.httpsNodePort}`,
        "dex.config": dexConfig(worker),
      },
    ),
    [`${folder}/patch-argocd-dex-server.yaml`]: dexServerPatch,
    [`${folder}/patch-argocd-tls-certs-cm.yaml`]: configMap(
      { name: "argocd-tls-certs-cm" },
      { [new URL(tenant.git.address).hostname]: tenant.git.caCertificate.trimEnd() },
    ),
  };
}

/** The client's secret is Argo CD's reference to a Secret on the cluster, if there is one. */
function dexConfig({ tenant, secrets }: WorkerValues): string {
  const connector = {
    type: "oidc",
    id: "dex",
    name: "Dex",
    config: {
      issuer: tenant.oidc.issuer,
      clientID: tenant.oidc.clientId,
      clientSecret:
        "existingSecret" in secrets
          ? `$${secrets.existingSecret}:client-secret`
          : secrets.clientSecret,
      insecureEnableGroups: true,
      scopes: ["openid", "profile", "email", "groups"],
      getUserInfo: true,
    },
  };
  return `${yamlText({ connectors: [connector] })}\n`;
}

const dexServerPatch = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "argocd-dex-server" },
  spec: {
    template: {
      spec: {
        volumes: [{ name: "idp-ca-secret", secret: { secretName: "idp-ca-secret" } }],
        containers: [
          {
            name: "dex",
            volumeMounts: [{ mountPath: "/etc/ssl/certs/", name: "idp-ca-secret" }],
          },
        ],
      },
    },
  },
};
