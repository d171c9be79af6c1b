import type { Json } from "../../provider/claims/model";
import type { Documents } from "./claims";
import { gitApplication } from "./manifests/argo-cd";
import {
  clusterRole,
  clusterRoleBinding,
  configMap,
  ingress,
  kustomization,
} from "./manifests/kubernetes";
import * as layout from "./repo-layout";
import type { WorkerValues } from "./values";

/** What a pipeline worker has besides: Argo Events, Tekton and its dashboard. */
export function pipelineFiles(worker: WorkerValues, tektonHost: string): Documents {
  return {
    ...pipelineApplications(worker),
    ...argoEventsFiles(worker),
    ...tektonFiles(worker.cluster, tektonHost),
  };
}

function pipelineApplications({ cluster, tenant }: WorkerValues): Documents {
  const folder = layout.runtimeFolder(cluster);
  const base = { project: `${cluster}-runtime-project`, repoURL: tenant.repositoryUrl };
  const apps = layout.applications(folder);
  return {
    [`${apps}/argo-events-app.yaml`]: gitApplication({
      ...base,
      name: "argo-events",
      path: layout.overlay(folder, "argoevents"),
    }),
    [`${apps}/tekton-app.yaml`]: gitApplication({
      ...base,
      name: "tekton",
      path: layout.overlay(folder, "tekton"),
      namespace: "tekton-pipelines",
    }),
    [`${apps}/tekton-cluster-tasks-app.yaml`]: gitApplication({
      ...base,
      name: "tekton-cluster-tasks",
      repoURL: "https://github.com/nautes-labs/tekton-catalog.git",
      path: "task",
    }),
  };
}

function argoEventsFiles({ cluster, tenant }: WorkerValues): Documents {
  const folder = layout.overlay(layout.runtimeFolder(cluster), "argoevents");
  const labels = {
    "app.kubernetes.io/component": "webhook",
    "app.kubernetes.io/instance": "default",
    "app.kubernetes.io/part-of": "tekton-pipelines",
  };
  return {
    [`${folder}/kustomization.yaml`]: kustomization(
      [
        layout.fromOverlay(layout.base("argoevents")),
        "cm-ca-certificates.yaml",
        "rbac-tekton.yaml",
      ],
      { namespace: "argo-events" },
    ),
    [`${folder}/cm-ca-certificates.yaml`]: configMap(
      { name: "ca-certificates", namespace: "argo-events" },
      { "ca.crt": `${tenant.caCertificate.trimEnd()}\n` },
    ),
    [`${folder}/rbac-tekton.yaml`]: clusterRoleBinding(
      { name: "tekton-pipelines-argoevents-cluster-access", labels },
      "tekton-pipelines-controller-cluster-access",
      { kind: "ServiceAccount", name: "argo-events-sa", namespace: "argo-events" },
    ),
  };
}

function tektonFiles(cluster: string, host: string): Documents {
  const folder = layout.overlay(layout.runtimeFolder(cluster), "tekton");
  return {
    [`${folder}/kustomization.yaml`]: kustomization([
      layout.fromOverlay(layout.base("tekton")),
      "ingress-tekton-dashboard.yaml",
      "rbac-tekton-dashboard.yaml",
    ]),
    [`${folder}/ingress-tekton-dashboard.yaml`]: ingress({
      name: "tekton-dashboard",
      namespace: "tekton-pipelines",
      annotations: {
        "kubernetes.io/ingress.class": "traefik",
        "traefik.ingress.kubernetes.io/router.middlewares": `traefik-oauth-${cluster}@kubernetescrd`,
      },
      host,
      tls: true,
      path: "/",
      service: "tekton-dashboard",
      port: { number: 9097 },
    }),
    [`${folder}/rbac-tekton-dashboard.yaml`]: dashboardAccess(),
  };
}

const kinds = ["tasks", "taskruns", "pipelines", "pipelineruns", "pipelineresources"];
const finalizers = ["taskruns/finalizers", "pipelineruns/finalizers"];
const statuses = ["tasks/status", "taskruns/status", "pipelines/status", "pipelineruns/status"];
const triggers = ["eventlisteners", "triggerbindings", "triggers", "triggertemplates"];

/** Every user who is signed in may see the cluster's parts of the dashboard; products get the rest in their namespaces. */
function dashboardAccess(): readonly Json[] {
  const read = ["get", "list", "watch"];
  const write = ["create", "update", "delete", "patch"];
  const pods = ["events", "namespaces", "pods", "pods/log"];
  const readable = [...kinds, ...statuses, ...finalizers];
  const writable = [...kinds, ...finalizers, ...statuses];
  return [
    clusterRole("tekton-user-global", [
      { apiGroups: [""], resources: ["namespaces"], verbs: read },
      { apiGroups: ["dashboard.tekton.dev"], resources: ["extensions"], verbs: read },
      { apiGroups: ["tekton.dev"], resources: ["clustertasks"], verbs: read },
    ]),
    clusterRoleBinding({ name: "tekton-user-global" }, "tekton-user-global", {
      apiGroup: "rbac.authorization.k8s.io",
      kind: "Group",
      name: "system:authenticated",
    }),
    clusterRole("tekton-user-namespaced", [
      { apiGroups: [""], resources: pods, verbs: read },
      { apiGroups: ["tekton.dev"], resources: readable, verbs: read },
      { apiGroups: ["triggers.tekton.dev"], resources: triggers, verbs: read },
      { apiGroups: ["tekton.dev"], resources: writable, verbs: write },
      { apiGroups: ["triggers.tekton.dev"], resources: triggers, verbs: write },
    ]),
  ];
}
