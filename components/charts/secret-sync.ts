import { secret } from "./manifests";
import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan, ObjectPlan } from "./model";
import { defaultPlaces } from "./places";
import { plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://charts.external-secrets.io",
  name: "external-secrets",
  version: "2.9.0",
  timeoutSeconds: 300,
};

const group = "external-secrets.io";
const generators = [
  ...["acraccesstokens", "beyondtrustworkloadcredentialsdynamicsecrets"],
  ...["cloudsmithaccesstokens", "clustergenerators", "ecrauthorizationtokens", "fakes"],
  ...["gcraccesstokens", "generatorstates", "githubaccesstokens", "gitlabdeploytokens"],
  ...["grafanas", "mfas", "passwords", "quayaccesstokens", "sshkeys", "stssessiontokens"],
  ...["uuids", "vaultdynamicsecrets", "webhooks"],
];

/** Parents before the children that they would make again, stores last: their users' finalizers need them. */
const drained = [
  ...["clusterpushsecrets", "pushsecrets", "clusterexternalsecrets", "externalsecrets"],
  ...["secretstores", "clustersecretstores"],
].map((kind) => `${kind}.${group}`);

const webhookConfigurations = ["secretstore-validate", "externalsecret-validate"].map(
  (name) => ({ kind: "ValidatingWebhookConfiguration", name }) as const,
);

/** External Secrets. */
export function secretSync(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.secretSync;
  const certificate = cluster.tenant.vault?.caCertificate ?? cluster.tenant.caCertificate;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      "external-secrets": release(cluster, choice, {
        namespace,
        wave: 2,
        chart,
        values: mergeValues(
          // Without it an uninstallation would delete every ExternalSecret, and hang on their finalizers.
          { crds: { annotations: { "helm.sh/resource-policy": "keep" } } },
          certificate === undefined ? {} : caVolume,
          cluster.ha ? replicas : {},
          at("resources", choice.resources),
          at("global.tolerations", choice.tolerations),
          imageMirror(cluster.tenant, {
            "global.repository": (prefix) => `${prefix}/external-secrets/external-secrets`,
          }),
        ),
      }),
    },
    objects: certificate === undefined ? {} : { "external-secrets-ca": ca(namespace, certificate) },
    readiness: { webhooks: webhookConfigurations },
    cleanup: {
      drain: drained,
      crds: [...drained, ...generators.map((kind) => `${kind}.generators.${group}`)],
      webhookConfigurations,
    },
    kubernetes: { atLeast: "1.19" },
  });
}

const replicas: Values = {
  replicaCount: 2,
  leaderElect: true,
  webhook: { replicaCount: 2 },
  certController: { replicaCount: 2 },
};

/** Beside the system's own authorities, not in place of them. */
const caVolume: Values = {
  extraVolumes: [{ name: "ca", secret: { secretName: "ca" } }],
  extraVolumeMounts: [
    { name: "ca", mountPath: "/etc/ssl/certs/ca.crt", subPath: "ca.crt", readOnly: true },
  ],
};

function ca(namespace: string, certificate: string): ObjectPlan {
  return { wave: 0, manifest: secret(namespace, "ca", { "ca.crt": certificate }) };
}
