import type { z } from "zod";

import * as leaf from "./leaves";
import { oneOf, strict, text } from "./zod-parts";

const gitTypes = ["gitlab", "github"] as const;
const deployKeyTypes = ["ecdsa", "rsa", "ed25519"] as const;
const name = leaf.labelCheck();

/** What every cluster's files need of the tenant. */
const common = {
  name: text(name, "give the tenant's name."),
  namespace: text(name).default("nautes"),
  repositoryUrl: text(
    leaf.repositoryUrl,
    "the Argo CD applications need it, such as ssh://git@git.example.com/nautes/tenant.git.",
  ),
  oidc: strict({
    issuer: text(leaf.serverUrl, "the single sign-on of the cluster's components needs it."),
    clientId: text(leaf.oneLine, "the single sign-on of the cluster's components needs it."),
    clientSecret: text(leaf.clientSecret).optional(),
    existingSecret: text(leaf.objectName).optional(),
    cookieSecret: text(leaf.cookieSecret).optional(),
  }).prefault(missing),
  caCertificate: text(
    leaf.certificate,
    "the single sign-on of the cluster's components needs it to trust the issuer.",
  ),
  dex: strict({
    kubeconfig: text(() => undefined).optional(),
    namespace: text(name).optional(),
    configMap: text(leaf.objectName).optional(),
  }).optional(),
  mirror: strict({
    charts: text(leaf.oneLine).optional(),
    images: text(leaf.oneLine).optional(),
  }).optional(),
};

/** What files of a host take from the tenant. */
export const hostTenant = strict(
  {
    ...common,
    vault: strict({
      address: text(leaf.serverUrl).optional(),
      caCertificate: text(leaf.certificate).optional(),
    }).optional(),
    git: strict({
      address: text(leaf.serverUrl).optional(),
      type: oneOf(gitTypes).optional(),
      deployKeyType: oneOf(deployKeyTypes).optional(),
      caCertificate: text(leaf.certificate).optional(),
    }).optional(),
  },
  {},
  'give the tenant, at least { name: "…" }.',
);

/** What files of a worker take from the tenant. */
export const workerTenant = strict(
  {
    ...common,
    vault: strict({
      address: text(leaf.serverUrl, "vault-app.yaml and cm-nautes.yaml need it."),
      caCertificate: text(leaf.certificate, "cm-nautes.yaml needs it to trust Vault."),
    }).prefault(missing),
    git: strict({
      address: text(leaf.serverUrl, "cm-nautes.yaml and patch-argocd-tls-certs-cm.yaml need it."),
      type: oneOf(gitTypes).default("gitlab"),
      deployKeyType: oneOf(deployKeyTypes).default("ecdsa"),
      caCertificate: text(
        leaf.certificate,
        "patch-argocd-tls-certs-cm.yaml needs it for Argo CD to trust the Git server.",
      ),
    }).prefault(missing),
  },
  {},
  'give the tenant, at least { name: "…" }.',
);

export type Tenant = z.output<typeof hostTenant>;
export type WorkerTenant = z.output<typeof workerTenant>;

/** Stands for an object that was not given, so that what is missing in it is named. */
function missing(): never {
  return {} as never;
}
