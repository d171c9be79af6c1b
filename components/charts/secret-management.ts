import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import { defaultPlaces } from "./places";
import { given, plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";

const chart = {
  repository: "https://helm.releases.hashicorp.com",
  name: "vault",
  version: "0.34.1",
  timeoutSeconds: 300,
};

const injectorConfiguration = {
  kind: "MutatingWebhookConfiguration",
  name: "vault-agent-injector-cfg",
} as const;

/** Vault's agent injector, and the ServiceAccount by which the tenant's Vault has the cluster check tokens. */
export function secretManagement(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.secretManagement;
  const address = given(cluster.tenant.vault?.address, "Vault's address");
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      vault: release(cluster, choice, {
        namespace,
        wave: 2,
        chart,
        values: mergeValues(
          {
            global: { externalVaultAddr: address },
            // It sees every pod: when it cannot be reached, the default of 30 seconds would stall them all.
            injector: { authPath: `auth/${cluster.name}`, webhook: { timeoutSeconds: 5 } },
            // Kubernetes makes no token for a ServiceAccount by itself any more.
            server: { serviceAccount: { create: true, name: "vault-auth", createSecret: true } },
          },
          cluster.ha ? { injector: { replicas: 2 } } : {},
          at("injector.resources", choice.resources),
          at("injector.tolerations", choice.tolerations),
          imageMirror(cluster.tenant, {
            "injector.image.repository": (prefix) => `${prefix}/hashicorp/vault-k8s`,
            "injector.agentImage.repository": (prefix) => `${prefix}/hashicorp/vault`,
          }),
        ),
      }),
    },
    readiness: { webhooks: [injectorConfiguration] },
    cleanup: { webhookConfigurations: [injectorConfiguration] },
    kubernetes: { atLeast: "1.20" },
  });
}
