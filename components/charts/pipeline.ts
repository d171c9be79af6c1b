import { ingress } from "./manifests";
import { imageFrom, imageMirror, imagePrefix } from "./mirror";
import type {
  ChartChoice,
  ChartCluster,
  InstallPlan,
  ReleasePlan,
  WebhookConfiguration,
} from "./model";
import { mirrorImages, ownCharts } from "./own-charts";
import { defaultPlaces } from "./places";
import { given, plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://cdfoundation.github.io/tekton-helm-chart/",
  name: "tekton-pipeline",
  version: "1.9.1",
  timeoutSeconds: 600,
};

const controller = "tektoncd/pipeline/controller-10a3e32792f33651396d02b6855a6e36:v1.9.1";
const dashboardImage = "tektoncd/dashboard/dashboard-9623576a202fe86c8b7d1bc489905f86";
/** A run's owner before what it runs. */
const drained = ["pipelineruns", "taskruns", "customruns"];
const kinds = ["pipelines", "stepactions", "tasks", "verificationpolicies"];

const webhookConfigurations: readonly WebhookConfiguration[] = [
  { kind: "ValidatingWebhookConfiguration", name: "validation.webhook.pipeline.tekton.dev" },
  { kind: "MutatingWebhookConfiguration", name: "webhook.pipeline.tekton.dev" },
  { kind: "ValidatingWebhookConfiguration", name: "config.webhook.pipeline.tekton.dev" },
];

/** Tekton, and its dashboard behind the sign-in; a virtual cluster's is that of its host. */
export function pipeline(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.pipeline;
  return plan({
    // The label that the chart gives a namespace of its own making.
    namespaces: { [namespace]: { "pod-security.kubernetes.io/enforce": "restricted" } },
    releases: {
      tekton: tekton(cluster, choice, namespace),
      "tekton-dashboard": dashboard(cluster, choice, namespace),
    },
    objects: {
      "tekton-dashboard-ingress": {
        wave: 4,
        manifest: ingress({
          namespace,
          name: "tekton-dashboard",
          host: given(cluster.tektonHost, "The dashboard's host"),
          path: "/",
          service: "tekton-dashboard",
          port: 9097,
          annotations: {
            "traefik.ingress.kubernetes.io/router.middlewares": `${places.gateway}-oauth-${cluster.name}@kubernetescrd`,
          },
        }),
      },
    },
    readiness: { webhooks: webhookConfigurations },
    cleanup: {
      drain: drained.map((kind) => `${kind}.tekton.dev`),
      crds: [
        ...[...drained, ...kinds].map((kind) => `${kind}.tekton.dev`),
        "resolutionrequests.resolution.tekton.dev",
        "extensions.dashboard.tekton.dev",
      ],
      webhookConfigurations,
    },
    kubernetes: { atLeast: "1.28" },
  });
}

function tekton(cluster: ChartCluster, choice: ChartChoice, namespace: string): ReleasePlan {
  const moved = imagePrefix(cluster.tenant) !== undefined;
  return release(cluster, choice, {
    namespace,
    wave: 2,
    chart,
    values: mergeValues(
      { namespace: { create: false }, featureFlags: { coschedule: "disabled" } },
      at("controller.resources", choice.resources),
      tolerations(choice),
      imageMirror(cluster.tenant, {
        "controller.deployment.image": (prefix) => `${prefix}/${controller}`,
      }),
    ),
    // All other images are written into the chart's templates.
    postrender: moved ? mirrorImages : undefined,
  });
}

/** The events controller has no value for them. */
function tolerations({ tolerations: chosen }: ChartChoice): Values {
  const parts = ["controller", "webhook", "remoteresolver"];
  return mergeValues(...parts.map((part) => at(`${part}.tolerations`, chosen)));
}

function dashboard(cluster: ChartCluster, choice: ChartChoice, namespace: string): ReleasePlan {
  const repository = imageFrom(cluster.tenant, "ghcr.io", dashboardImage);
  return release(
    cluster,
    {},
    {
      namespace,
      wave: 4,
      chart: { ...ownCharts.tektonDashboard, timeoutSeconds: 300 },
      values: mergeValues(
        { image: { repository } },
        cluster.ha ? { replicas: 2 } : {},
        at("tolerations", choice.tolerations),
      ),
    },
  );
}
