import * as given from "../../registration/given";
import type { Patch, Row } from "../../registration/refused";

function tenant(values: Patch): Patch {
  return { tenant: { ...given.tenantInClear, ...values } };
}

/** What a physical cluster refuses of its tenant. */
export const tenants: readonly Row[] = [
  ["no tenant", { tenant: undefined }, "tenant", /is missing; give the tenant/],
  ["a tenant without name", tenant({ name: undefined }), "tenant.name", /is missing/],
  [
    "no repository URL",
    tenant({ repositoryUrl: undefined }),
    "tenant.repositoryUrl",
    /applications need/,
  ],
  [
    "a token in the repository URL",
    tenant({ repositoryUrl: "https://canary@git.io/a.git" }),
    "tenant.repositoryUrl",
    /password or token/,
  ],
  [
    "no issuer",
    tenant({ oidc: { ...given.tenantInClear.oidc, issuer: undefined } }),
    "tenant.oidc.issuer",
    /single sign-on/,
  ],
  ["no CA", tenant({ caCertificate: undefined }), "tenant.caCertificate", /trust the issuer/],
  ["an empty CA", tenant({ caCertificate: " " }), "tenant.caCertificate", /PEM/],
  [
    "a key as CA",
    tenant({ caCertificate: "-----BEGIN PRIVATE KEY-----\ncanary" }),
    "tenant.caCertificate",
    /private key/,
  ],
  [
    "no Vault address",
    tenant({ vault: { caCertificate: "x" } }),
    "tenant.vault.address",
    /vault-app.yaml/,
  ],
  [
    "no Git address",
    tenant({ git: { caCertificate: "x" } }),
    "tenant.git.address",
    /cm-nautes.yaml/,
  ],
  [
    "no CA of the Git server",
    tenant({ git: { address: "https://a.b" } }),
    "tenant.git.caCertificate",
    /trust the Git server/,
  ],
  [
    "an unknown Git type",
    tenant({ git: { ...given.tenant.git, type: "svn" } }),
    "tenant.git.type",
    /"gitlab"/,
  ],
  [
    "a cookie secret of 5 bytes",
    tenant({ oidc: { ...given.tenantInClear.oidc, cookieSecret: "canar" } }),
    "tenant.oidc.cookieSecret",
    /16, 24 or 32/,
  ],
  [
    "a Dex without kubeconfig",
    tenant({ dex: { namespace: "dex" } }),
    "tenant.dex.kubeconfig",
    /is missing; give that of the cluster/,
  ],
  [
    "a broken kubeconfig of Dex",
    tenant({ dex: { kubeconfig: "canary: [" } }),
    "tenant.dex.kubeconfig",
    /not valid YAML/,
  ],
  [
    "a name of Dex's ConfigMap that is none",
    tenant({ dex: { kubeconfig: given.kubeconfig, configMap: "Dex_" } }),
    "tenant.dex.configMap",
    /not the name of a Kubernetes object/,
  ],
  [
    "secrets without leave",
    { allowSecretsInFiles: false },
    "tenant.oidc.existingSecret",
    /in clear/,
  ],
  [
    "leave, but one secret only",
    tenant({ oidc: { ...given.tenantInClear.oidc, cookieSecret: undefined } }),
    "tenant.oidc.cookieSecret",
    /both/,
  ],
  [
    "no secret at all",
    {
      ...tenant({ oidc: { ...given.tenant.oidc, existingSecret: undefined } }),
      allowSecretsInFiles: false,
    },
    "tenant.oidc.existingSecret",
    /is missing; name a Secret/,
  ],
];
