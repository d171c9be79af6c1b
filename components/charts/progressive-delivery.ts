import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import { defaultPlaces } from "./places";
import { plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://argoproj.github.io/argo-helm",
  name: "argo-rollouts",
  version: "2.41.0",
  timeoutSeconds: 300,
};

const kinds = ["analysisruns", "analysistemplates", "clusteranalysistemplates", "experiments"];

/**
 * Argo Rollouts. Nothing is drained: Rollouts keep their workloads without it, and deleting them deletes these, as
 * deleting the CRDs does.
 */
export function progressiveDelivery(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.progressiveDelivery;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      "argo-rollouts": release(cluster, choice, {
        namespace,
        wave: 2,
        chart,
        values: mergeValues(
          { controller: { replicas: cluster.ha ? 2 : 1 } },
          routing(cluster),
          at("controller.resources", choice.resources),
          at("controller.tolerations", choice.tolerations),
          imageMirror(cluster.tenant, { "controller.image.registry": (prefix) => prefix }),
        ),
      }),
    },
    cleanup: { crds: [...kinds, "rollouts"].map((kind) => `${kind}.argoproj.io`) },
    kubernetes: { atLeast: "1.19" },
  });
}

/** How traffic is shifted: with Traefik, whose custom resources do not reach the host from a virtual cluster. */
function routing({ clusterClass }: ChartCluster): Values {
  if (clusterClass === "virtual deployment")
    return { providerRBAC: { providers: { traefik: false } } };
  // Without them this version speaks to the API group of Traefik 2.
  const flags = ["--traefik-api-group=traefik.io", "--traefik-api-version=traefik.io/v1alpha1"];
  return { controller: { extraArgs: flags } };
}
