import { folderApplication } from "./application";

const folder = "runtimes/_RUNTIME_";
const events = `${folder}/argoevents/overlays/production`;
const tekton = `${folder}/tekton/overlays/production`;
const project = "[[NAME]]-runtime-project";
const kinds = ["tasks", "taskruns", "pipelines", "pipelineruns", "pipelineresources"];
const finalizers = ["taskruns/finalizers", "pipelineruns/finalizers"];
const statuses = ["tasks/status", "taskruns/status", "pipelines/status", "pipelineruns/status"];
const triggers = ["eventlisteners", "triggerbindings", "triggers", "triggertemplates"];
const read = ["get", "list", "watch"];
const write = ["create", "update", "delete", "patch"];

/** What a pipeline worker has besides, by the path of its template. */
export const pipelineTemplates: Readonly<Record<string, string>> = {
  [`${folder}/production/argo-events-app.yaml`]: folderApplication({
    name: "argo-events",
    project,
    path: "runtimes/[[NAME]]-runtime/argoevents/overlays/production",
  }),
  [`${folder}/production/tekton-app.yaml`]: folderApplication({
    name: "tekton",
    project,
    path: "runtimes/[[NAME]]-runtime/tekton/overlays/production",
    namespace: "tekton-pipelines",
  }),
  [`${folder}/production/tekton-cluster-tasks-app.yaml`]: folderApplication({
    name: "tekton-cluster-tasks",
    project,
    path: "task",
    repoURL: "https://github.com/nautes-labs/tekton-catalog.git",
  }),
  [`${events}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../../argoevents/overlays/production
  - cm-ca-certificates.yaml
  - rbac-tekton.yaml
namespace: argo-events
`,
  [`${events}/cm-ca-certificates.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ca-certificates
  namespace: argo-events
data:
  ca.crt: |
    [[CA:4]]
`,
  [`${events}/rbac-tekton.yaml`]: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: tekton-pipelines-argoevents-cluster-access
  labels:
    app.kubernetes.io/component: webhook
    app.kubernetes.io/instance: default
    app.kubernetes.io/part-of: tekton-pipelines
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: tekton-pipelines-controller-cluster-access
subjects:
  - kind: ServiceAccount
    name: argo-events-sa
    namespace: argo-events
`,
  [`${tekton}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../../tekton/overlays/production
  - ingress-tekton-dashboard.yaml
  - rbac-tekton-dashboard.yaml
`,
  [`${tekton}/ingress-tekton-dashboard.yaml`]: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: tekton-dashboard
  namespace: tekton-pipelines
  annotations:
    kubernetes.io/ingress.class: "traefik"
    traefik.ingress.kubernetes.io/router.middlewares: "traefik-oauth-[[NAME]]@kubernetescrd"
spec:
  tls:
    - hosts:
        - [[TEKTON_HOST]]
  rules:
    - host: [[TEKTON_HOST]]
      http:
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend:
              service:
                name: tekton-dashboard
                port:
                  number: 9097
`,
  [`${tekton}/rbac-tekton-dashboard.yaml`]: `${clusterRole(
    "tekton-user-global",
    rule("", ["namespaces"], read),
    rule("dashboard.tekton.dev", ["extensions"], read),
    rule("tekton.dev", ["clustertasks"], read),
  )}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: tekton-user-global
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: tekton-user-global
subjects:
  - apiGroup: rbac.authorization.k8s.io
    kind: Group
    name: "system:authenticated"
---
${clusterRole(
  "tekton-user-namespaced",
  rule("", ["events", "namespaces", "pods", "pods/log"], read),
  rule("tekton.dev", [...kinds, ...statuses, ...finalizers], read),
  rule("triggers.tekton.dev", triggers, read),
  rule("tekton.dev", [...kinds, ...finalizers, ...statuses], write),
  rule("triggers.tekton.dev", triggers, write),
)}`,
};

function clusterRole(name: string, ...rules: readonly string[]): string {
  return `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: ${name}
rules:
${rules.join("")}`;
}

function rule(group: string, resources: readonly string[], verbs: readonly string[]): string {
  return `  - apiGroups:
      - "${group}"
    resources:
${resources.map((resource) => `      - ${resource}\n`).join("")}    verbs:
${verbs.map((verb) => `      - ${verb}\n`).join("")}`;
}
