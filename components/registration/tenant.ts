import type { z } from "zod";

import { kubeconfigProblem } from "./kubeconfig";
import * as leaf from "./leaves";
import { oneOf, strict, text } from "./zod-parts";

const gitTypes = ["gitlab", "github"] as const;
const deployKeyTypes = ["ecdsa", "rsa", "ed25519"] as const;
const name = leaf.labelCheck();
/** Why a Dex is nothing without a kubeconfig. */
export const dexNeed =
  "give that of the cluster on which the tenant's Dex is, to have the redirect URIs put into its ConfigMap.";

/** What every cluster's files need of the tenant. */
const common = {
  name: text(name, "give the tenant's name."),
  namespace: text(name).default("nautes"),
  repositoryUrl: text(
    leaf.repositoryUrl,
    "give the URL that the Argo CD applications need, such as ssh://git@git.example.com/nautes/tenant.git.",
  ),
  oidc: strict({
    issuer: text(leaf.serverUrl, "give the URL of the issuer, for the components' single sign-on."),
    clientId: text(leaf.oneLine, "give the id of the client, for the components' single sign-on."),
    clientSecret: text(leaf.clientSecret).optional(),
    existingSecret: text(leaf.objectName).optional(),
    cookieSecret: text(leaf.cookieSecret).optional(),
  }).prefault(missing),
  caCertificate: text(
    leaf.certificate,
    "give the PEM text with which the components' single sign-on is to trust the issuer.",
  ),
  dex: strict({
    kubeconfig: text(kubeconfigProblem, dexNeed),
    namespace: text(name).optional(),
    configMap: text(leaf.objectName).optional(),
  }).optional(),
  mirror: strict({
    charts: text(leaf.chartPlace).optional(),
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
      address: text(leaf.serverUrl, "give Vault's URL, for vault-app.yaml and cm-nautes.yaml."),
      caCertificate: text(
        leaf.certificate,
        "give the PEM text with which cm-nautes.yaml is to trust Vault.",
      ),
    }).prefault(missing),
    git: strict({
      address: text(
        leaf.serverUrl,
        "give the server's URL, for cm-nautes.yaml and patch-argocd-tls-certs-cm.yaml.",
      ),
      type: oneOf(gitTypes).default("gitlab"),
      deployKeyType: oneOf(deployKeyTypes).default("ecdsa"),
      caCertificate: text(
        leaf.certificate,
        "give the PEM text with which Argo CD is to trust the Git server.",
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
