import { clusterAccess } from "./manifests";
import { imageMirror, imagePrefix } from "./mirror";
import type {
  ChartChoice,
  ChartCluster,
  ChartTenant,
  InstallPlan,
  Manifest,
  ObjectPlan,
} from "./model";
import { defaultPlaces } from "./places";
import { plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://argoproj.github.io/argo-helm",
  name: "argo-events",
  version: "2.4.22",
  timeoutSeconds: 300,
};

/** The version of the bus; the chart's own list differs from one version of the chart to the next. */
const jetstream = "2.10.10";
const account = "argo-events-sa";
/** The bus goes last: its controller refuses to delete it while others are linked. */
const drained = ["sensors", "eventsources", "eventbus"].map((kind) => `${kind}.argoproj.io`);

/** Argo Events with one bus, and the ServiceAccount with which sensors start pipelines. */
export function eventListener(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.eventListener;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      "argo-events": release(cluster, choice, {
        namespace,
        wave: 2,
        chart,
        values: mergeValues(
          { webhook: { enabled: true } },
          busVersions(cluster.tenant),
          cluster.ha ? { controller: { replicas: 2 }, webhook: { replicas: 2 } } : {},
          at("controller.resources", choice.resources),
          at("controller.tolerations", choice.tolerations),
          imageMirror(cluster.tenant, {
            "global.image.repository": (prefix) => `${prefix}/argoproj/argo-events`,
          }),
        ),
      }),
    },
    objects: {
      "argo-events-bus": { wave: 4, manifest: eventBus(namespace) },
      ...sensorAccess(namespace),
    },
    cleanup: { drain: drained, crds: drained },
    kubernetes: { atLeast: "1.19" },
  });
}

function busVersions(tenant: ChartTenant): Values {
  const prefix = imagePrefix(tenant);
  const from = prefix === undefined ? "" : `${prefix}/`;
  const version = {
    version: jetstream,
    natsImage: `${from}nats:${jetstream}`,
    metricsExporterImage: `${from}natsio/prometheus-nats-exporter:0.14.0`,
    configReloaderImage: `${from}natsio/nats-server-config-reloader:0.14.0`,
    startCommand: "/nats-server",
  };
  return {
    configs: {
      jetstream: { versions: [version] },
      // Their images have no other registry to be moved to, and nothing of ours uses this dead kind of bus.
      ...(prefix === undefined ? {} : { nats: { versions: [] } }),
    },
  };
}

/** Three replicas, as the streams on it are kept three times by default; they share a node if there is but one. */
function eventBus(namespace: string): Manifest {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "EventBus",
    metadata: {
      name: "default",
      namespace,
      annotations: { "pulumi.com/waitFor": "condition=Deployed" },
    },
    spec: {
      jetstream: {
        version: jetstream,
        replicas: 3,
        persistence: { accessMode: "ReadWriteOnce", volumeSize: "10Gi" },
      },
    },
  };
}

/** Sensors start runs in the namespaces of products, hence for the whole cluster; Nautes lets them do all that Tekton may. */
function sensorAccess(namespace: string): Readonly<Record<string, ObjectPlan>> {
  const [role, binding] = clusterAccess(
    "argo-events-start-pipelines",
    [
      {
        apiGroups: ["tekton.dev"],
        resources: ["pipelineruns", "taskruns"],
        verbs: ["create", "get", "list", "watch"],
      },
      { apiGroups: ["tekton.dev"], resources: ["pipelines", "tasks"], verbs: ["get", "list"] },
    ],
    { namespace, name: account },
  );
  return {
    "argo-events-account": {
      wave: 4,
      manifest: {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: account, namespace },
      },
    },
    "argo-events-role": { wave: 4, manifest: role },
    "argo-events-binding": { wave: 4, manifest: binding },
  };
}
