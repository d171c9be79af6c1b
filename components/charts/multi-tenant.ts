import { imageFrom } from "./mirror";
import type {
  ChartChoice,
  ChartCluster,
  InstallPlan,
  Manifest,
  ObjectPlan,
  WebhookConfiguration,
} from "./model";
import { ownCharts } from "./own-charts";
import { defaultPlaces, installed } from "./places";
import type { Places } from "./places";
import { plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";

const group = "hnc.x-k8s.io";
const kubernetesNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

const validating: WebhookConfiguration = {
  kind: "ValidatingWebhookConfiguration",
  name: "hnc-validating-webhook-configuration",
};
const mutating: WebhookConfiguration = {
  kind: "MutatingWebhookConfiguration",
  name: "hnc-mutating-webhook-configuration",
};

/** Kubernetes' hierarchical namespaces, which judge every write of a namespace from the moment they are there. */
export function multiTenant(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.multiTenant;
  return plan({
    namespaces: { [namespace]: { "pod-security.kubernetes.io/enforce": "restricted" } },
    releases: {
      hnc: release(cluster, choice, {
        namespace,
        wave: 3,
        chart: { ...ownCharts.hnc, timeoutSeconds: 300 },
        values: mergeValues(
          {
            image: {
              repository: imageFrom(
                cluster.tenant,
                "gcr.io",
                "k8s-staging-multitenancy/hnc-manager",
              ),
              tag: "v1.1.0",
            },
            hncExcludeNamespaces: excluded(cluster, places),
          },
          cluster.ha ? { ha: { enabled: true } } : {},
          at("manager.resources", choice.resources ?? resources),
          at("manager.tolerations", choice.tolerations),
        ),
      }),
    },
    objects: propagated(choice.additions?.["syncResourceTypes"]),
    readiness: { webhooks: [validating, mutating], probes: [probe] },
    cleanup: {
      drain: [`subnamespaceanchors.${group}`, `hierarchyconfigurations.${group}`],
      crds: [
        ...["hierarchicalresourcequotas", "hierarchyconfigurations"],
        ...["hncconfigurations", "subnamespaceanchors"],
      ].map((kind) => `${kind}.${group}`),
      webhookConfigurations: [validating, mutating],
    },
    kubernetes: { atLeast: "1.22" },
  });
}

/** More than upstream's 100m and 300Mi, with which it is throttled and killed on a cluster of some size. */
const resources = {
  limits: { cpu: "500m", memory: "512Mi" },
  requests: { cpu: "100m", memory: "150Mi" },
};

/** Written as a dry run it passes only once the webhook is served. */
const probe: Manifest = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "pulumi-nautes-probe" },
};

/** The tenant's own namespace is not looked for among the others: it may be known late, and twice does no harm. */
function excluded({ clusterClass, tenant }: ChartCluster, places: Places): readonly string[] {
  const components = installed[clusterClass].map((category) => places[category]);
  return [...kubernetesNamespaces, ...new Set(components), tenant.namespace];
}

function propagated(types: string | undefined): Readonly<Record<string, ObjectPlan>> {
  if (types === undefined) return {};
  const manifest: Manifest = {
    apiVersion: `${group}/v1alpha2`,
    kind: "HNCConfiguration",
    // Its manager may have made the one object that there can be already.
    metadata: { name: "config", annotations: { "pulumi.com/patchForce": "true" } },
    spec: { resources: types === "" ? [] : types.split(",").map(resource) },
  };
  // HNC's webhook lets nobody delete it, and its manager would make it again.
  return { "hnc-configuration": { wave: 4, manifest, retain: true } };
}

/** `tekton.dev/Pipeline` → the resource that HNC copies to the namespaces below; `core/Secret` for one without a group. */
function resource(type: string): { group: string; resource: string; mode: "Propagate" } {
  const [prefix = "", kind = ""] = type.trim().split("/");
  return { group: prefix === "core" ? "" : prefix, resource: plural(kind), mode: "Propagate" };
}

/** As Kubernetes' own tools guess it; a name that is a plural already stays. */
function plural(kind: string): string {
  const name = kind.toLowerCase();
  if (/(?:s|x|z|ch|sh)$/.test(name)) return kind === name ? name : `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
