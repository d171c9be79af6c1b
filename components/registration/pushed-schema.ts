import type { z } from "zod";

import type { ClusterClass } from "./categories";
import { kubeconfigProblem } from "./kubeconfig";
import * as leaf from "./leaves";
import {
  cluster,
  clusterName,
  nameLimits,
  ofHost,
  ofPhysical,
  ofVirtual,
  perClasses,
  worker,
} from "./schema";
import { dexNeed } from "./tenant";
import { flag, nodePort, oneOf, strict, text } from "./zod-parts";

const name = leaf.labelCheck();

/** A tenant as push needs it: what a chart lacks of it, the rules of the class say. */
const tenant = strict(
  {
    name: text(name, "give the tenant's name."),
    namespace: text(name).default("nautes"),
    repositoryUrl: text(leaf.repositoryUrl).optional(),
    caCertificate: text(leaf.certificate).optional(),
    oidc: strict({
      issuer: text(leaf.serverUrl).optional(),
      clientId: text(leaf.oneLine).optional(),
      clientSecret: text(leaf.clientSecret).optional(),
      existingSecret: text(leaf.objectName).optional(),
      cookieSecret: text(leaf.cookieSecret).optional(),
    }).optional(),
    vault: strict({
      address: text(leaf.serverUrl).optional(),
      caCertificate: text(leaf.certificate).optional(),
    }).optional(),
    git: strict({
      address: text(leaf.serverUrl).optional(),
      type: text(leaf.oneLine).optional(),
      deployKeyType: text(leaf.oneLine).optional(),
      caCertificate: text(leaf.certificate).optional(),
    }).optional(),
    dex: strict({
      kubeconfig: text(kubeconfigProblem, dexNeed),
      namespace: text(name).optional(),
      configMap: text(leaf.objectName).optional(),
    }).optional(),
    mirror: strict({
      charts: text(leaf.chartPlace).optional(),
      images: text(leaf.oneLine).optional(),
    }).optional(),
  },
  {},
  'give the tenant, at least { name: "…" }.',
);

const pushNeeds =
  'push installs with it: give what `kubectl config view --flatten --raw` prints, or delivery: "pull".';

/** Validates a physical worker that push delivers. */
export const pushedPhysicalCluster = perClasses((classes: readonly ClusterClass[]) =>
  strict(
    {
      ...cluster(nameLimits.worker, classes, "push"),
      ...pushed(),
      ...worker(),
      kubeconfig: text(kubeconfigProblem, pushNeeds),
    },
    ofPhysical,
  ),
);

/** Validates a host that push delivers. */
export const pushedHostCluster = perClasses((classes: readonly ClusterClass[]) =>
  strict(
    {
      ...cluster(nameLimits.tenant, classes, "push"),
      ...pushed(),
      kubeconfig: text(kubeconfigProblem, pushNeeds),
    },
    ofHost,
  ),
);

/** Validates a virtual worker that push delivers. */
export const pushedVirtualCluster = perClasses((classes: readonly ClusterClass[]) =>
  strict(
    {
      ...cluster(nameLimits.tenant, classes, "push"),
      ...pushed(),
      ...worker(),
      hostCluster: strict(
        {
          clusterName: text(clusterName(nameLimits.tenant), "give the host's name."),
          apiServer: text(leaf.apiServerUrl, "give the URL of the host's API."),
          gatewayHttpsNodePort: nodePort("give the HTTPS NodePort of the host's gateway."),
          kubeconfig: text(kubeconfigProblem, pushNeeds).optional(),
        },
        {},
        "a virtual cluster needs a host; give a HostCluster or { clusterName, apiServer, gatewayHttpsNodePort, kubeconfig }.",
      ),
      httpsNodePort: nodePort().optional(),
    },
    ofVirtual,
  ),
);

function pushed() {
  return {
    tenant,
    ha: flag().default(false),
    deleteCrds: flag().default(false),
    ifUnreachable: oneOf(["fail", "detach"]).default("fail"),
  };
}

export type PushedTenant = z.output<typeof tenant>;
