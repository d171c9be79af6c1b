import type { Cluster, Right } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import type { Problem } from "./cluster-preflight-problem";

/** For what a kubeconfig is used. */
export type RightsFor = keyof typeof needed;

/** What must be creatable; `<resource>.<group>` as kubectl writes it. */
const needed = {
  install: [
    "namespaces",
    "secrets",
    "configmaps",
    "services",
    "serviceaccounts",
    "deployments.apps",
    "statefulsets.apps",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  ],
  runtime: [
    "namespaces",
    "serviceaccounts",
    "rolebindings.rbac.authorization.k8s.io",
    "appprojects.argoproj.io",
    "applications.argoproj.io",
  ],
} as const;

/** What the kubeconfig's user may not create, in one sentence. */
export async function missingRights(
  cluster: Cluster,
  purpose: RightsFor,
  limits: Limits,
): Promise<readonly Problem[]> {
  const answers = await Promise.all(
    needed[purpose].map(async (name) => ({ name, may: await cluster.may(right(name), limits) })),
  );
  const missing = answers.filter(({ may }) => !may).map(({ name }) => name);
  if (missing.length === 0) return [];
  const what = purpose === "install" ? "to install components" : "to make a runtime";
  return [
    {
      code: "cluster-permission-denied",
      message:
        `The kubeconfig's user may not create ${missing.join(", ")} on ${cluster.server}, which is needed ${what}.\n` +
        "Give it the right with a ClusterRole and a binding (`cluster-admin` has all), or use another kubeconfig.",
    },
  ];
}

function right(name: string): Right {
  const [resource = "", ...group] = name.split(".");
  return { verb: "create", resource, group: group.join(".") };
}
