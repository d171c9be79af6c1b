import type { Documents } from "./claims";
import { gitApplication, helmApplication, openProject } from "./manifests/argo-cd";
import { externalSecretsValues, vaultValues } from "./manifests/helm-values";
import { configMap, kustomization, vaultAccess } from "./manifests/kubernetes";
import { yamlText } from "./manifests/yaml-text";
import * as layout from "./repo-layout";
import { argocdFiles } from "./argocd-files";
import { pipelineFiles } from "./pipeline-files";
import type { WorkerValues } from "./values";

/** The Argo CD project of a worker. */
export function workerProject(cluster: string): string {
  return `${cluster}-runtime-project`;
}

/** All files of a worker that do not depend on whether it is physical, but for Vault's access to a physical one. */
export function workerFiles(worker: WorkerValues): Documents {
  return {
    ...runtimeFiles(worker),
    ...initialFiles(worker),
    ...argocdFiles(worker),
    ...commonApplications(worker),
    ...(worker.tektonHost === undefined
      ? rolloutsApplication(worker)
      : pipelineFiles(worker, worker.tektonHost)),
  };
}

function runtimeFiles({ cluster, tenant }: WorkerValues): Documents {
  const folder = layout.runtimeFolder(cluster);
  return {
    [`${folder}/runtime-app.yaml`]: gitApplication({
      name: `${cluster}-runtime-app`,
      project: workerProject(cluster),
      path: layout.applications(folder),
      repoURL: tenant.repositoryUrl,
      namespace: "argocd",
      syncOptions: [],
    }),
    [`${folder}/runtime-project.yaml`]: openProject(workerProject(cluster)),
  };
}

function initialFiles({ cluster, clusterClass, tenant }: WorkerValues): Documents {
  const folder = layout.overlay(layout.runtimeFolder(cluster), "initial");
  const physical = clusterClass.startsWith("physical");
  const { vault, git } = tenant;
  const config = {
    git: { addr: git.address, defaultDeployKeyType: git.deployKeyType, gitType: git.type },
    secret: {
      vault: {
        mountPath: cluster,
        addr: vault.address,
        CABundle: `${vault.caCertificate.trimEnd()}\n`,
      },
    },
  };
  return {
    [`${folder}/kustomization.yaml`]: kustomization([
      layout.fromOverlay("nautes/overlays/runtime"),
      "cm-nautes.yaml",
      ...(physical ? ["rbac-vault.yaml"] : []),
    ]),
    [`${folder}/cm-nautes.yaml`]: configMap(
      { name: "nautes-configs", namespace: tenant.namespace },
      { config: `${yamlText(config)}\n` },
    ),
    ...(physical ? { [`${folder}/rbac-vault.yaml`]: vaultAccess() } : {}),
  };
}

function commonApplications({ cluster, tenant }: WorkerValues): Documents {
  const folder = layout.applications(layout.runtimeFolder(cluster));
  const project = workerProject(cluster);
  const repoURL = tenant.repositoryUrl;
  return {
    [`${folder}/hnc-app.yaml`]: gitApplication({
      name: "hnc",
      project,
      repoURL,
      path: layout.base("hnc"),
    }),
    [`${folder}/external-secret-app.yaml`]: helmApplication({
      name: "external-secrets",
      project,
      chart: "external-secrets",
      repoURL: "https://charts.external-secrets.io",
      version: "0.5.7",
      namespace: "external-secrets",
      values: externalSecretsValues(),
    }),
    [`${folder}/external-secrets-resources-app.yaml`]: gitApplication({
      name: "external-secrets-resources",
      project,
      repoURL,
      path: layout.base("external-secrets"),
      namespace: "external-secrets",
    }),
    [`${folder}/vault-app.yaml`]: helmApplication({
      name: "vault",
      project,
      chart: "vault",
      repoURL: "https://helm.releases.hashicorp.com/",
      version: "0.20.1",
      namespace: "vault",
      syncOptions: ["CreateNamespace=true", "RespectIgnoreDifferences=true"],
      values: vaultValues(cluster, tenant.vault.address),
      ignoreDifferences: [
        {
          group: "admissionregistration.k8s.io",
          kind: "MutatingWebhookConfiguration",
          jsonPointers: ["/webhooks/0/clientConfig/caBundle"],
        },
      ],
    }),
  };
}

function rolloutsApplication({ cluster, tenant }: WorkerValues): Documents {
  const folder = layout.applications(layout.runtimeFolder(cluster));
  return {
    [`${folder}/argo-rollouts-app.yaml`]: gitApplication({
      name: "argo-rollouts",
      project: workerProject(cluster),
      repoURL: tenant.repositoryUrl,
      path: layout.base("argorollouts"),
    }),
  };
}
