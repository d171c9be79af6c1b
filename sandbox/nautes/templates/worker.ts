import { chartApplication, folderApplication } from "./application";

const folder = "runtimes/_RUNTIME_";
const project = "[[NAME]]-runtime-project";

/** What every worker has, by the path of its template. */
export const workerTemplates: Readonly<Record<string, string>> = {
  [`${folder}/runtime-app.yaml`]: folderApplication({
    name: "[[NAME]]-runtime-app",
    project,
    path: "runtimes/[[NAME]]-runtime/production",
    namespace: "argocd",
    syncOptions: [],
  }),
  [`${folder}/runtime-project.yaml`]: `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: ${project}
  namespace: argocd
spec:
  description: "production project"
  sourceRepos:
    - '*'
  destinations:
    - namespace: '*'
      server: '*'
  clusterResourceWhitelist:
    - group: '*'
      kind: '*'
  namespaceResourceWhitelist:
    - group: '*'
      kind: '*'
`,
  [`${folder}/initial/overlays/production/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../../nautes/overlays/runtime
  - cm-nautes.yaml
[[#PHYSICAL]]  - rbac-vault.yaml
[[/PHYSICAL]]`,
  [`${folder}/initial/overlays/production/cm-nautes.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: nautes-configs
  namespace: [[NS]]
data:
  config: |
    git:
      addr: "[[GIT_ADDR]]"
      defaultDeployKeyType: "[[KEYTYPE]]"
      gitType: [[GIT_TYPE]]
    secret:
      vault:
        mountPath: "[[NAME]]"
        addr: "[[VAULT_ADDR]]"
        CABundle: |
          [[VAULT_CA:10]]
`,
  [`${folder}/initial/overlays/production/rbac-vault.yaml`]: vaultAccess(),
  [`${folder}/production/hnc-app.yaml`]: folderApplication({
    name: "hnc",
    project,
    path: "hnc/overlays/production",
  }),
  [`${folder}/production/argo-rollouts-app.yaml`]: folderApplication({
    name: "argo-rollouts",
    project,
    path: "argorollouts/overlays/production",
  }),
  [`${folder}/production/external-secret-app.yaml`]: chartApplication({
    name: "external-secrets",
    project,
    chart: "external-secrets",
    repoURL: "https://charts.external-secrets.io",
    version: "0.5.7",
    namespace: "external-secrets",
    values: `extraVolumes:
  - name: etc-ssl-certs
    secret:
      secretName: ca
extraVolumeMounts:
  - name: etc-ssl-certs
    mountPath: /etc/ssl/certs/ca.crt
    subPath: ca.crt
    readOnly: true
`,
  }),
  [`${folder}/production/external-secrets-resources-app.yaml`]: folderApplication({
    name: "external-secrets-resources",
    project,
    path: "external-secrets/overlays/production",
    namespace: "external-secrets",
  }),
  [`${folder}/production/vault-app.yaml`]: chartApplication({
    name: "vault",
    project,
    chart: "vault",
    repoURL: "https://helm.releases.hashicorp.com/",
    version: "0.20.1",
    namespace: "vault",
    syncOptions: ["CreateNamespace=true", "RespectIgnoreDifferences=true"],
    values: `global:
  enabled: false
injector:
  enabled: true
  authPath: auth/[[NAME]]
  externalVaultAddr: [[VAULT_ADDR]]
`,
    more: `  ignoreDifferences:
    - group: "admissionregistration.k8s.io"
      kind: "MutatingWebhookConfiguration"
      jsonPointers:
        - /webhooks/0/clientConfig/caBundle
`,
  }),
};

/** What Vault needs on a worker; of an API version that Kubernetes 1.22 removed. */
export function vaultAccess(): string {
  return `apiVersion: v1
kind: Namespace
metadata:
  name: vault
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: vault-auth
  namespace: vault
---
apiVersion: rbac.authorization.k8s.io/v1beta1
kind: ClusterRoleBinding
metadata:
  name: role-tokenreview-binding
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: "system:auth-delegator"
subjects:
  - kind: ServiceAccount
    name: vault-auth
    namespace: vault
`;
}
