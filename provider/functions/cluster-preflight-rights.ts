import type { Cluster, Right, Rule } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import type { Problem } from "./cluster-preflight-problem";

/** For what a kubeconfig is used. */
export type RightsFor = keyof typeof needed;

/** What must be creatable and deletable; `<resource>.<group>` as kubectl writes it. */
const needed = {
  install: [
    "namespaces",
    "secrets",
    "configmaps",
    "services",
    "serviceaccounts",
    "persistentvolumeclaims",
    "deployments.apps",
    "statefulsets.apps",
    "ingresses.networking.k8s.io",
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
    "secrets",
    "serviceaccounts",
    "rolebindings.rbac.authorization.k8s.io",
    "hierarchyconfigurations.hnc.x-k8s.io",
    "appprojects.argoproj.io",
    "applications.argoproj.io",
  ],
} as const;

const verbs = ["create", "delete"] as const;

/**
 * What the kubeconfig's user may not create or delete, in one sentence. One question tells what an ordinary user may;
 * only of the rest, which another authorizer may allow, each is asked.
 */
export async function missingRights(
  cluster: Cluster,
  purpose: RightsFor,
  limits: Limits,
): Promise<readonly Problem[]> {
  const rules = await cluster.rules(limits);
  const wanted = verbs.flatMap((verb) => needed[purpose].map((name) => right(verb, name)));
  const doubtful = wanted.filter((one) => !rules.some((rule) => allows(rule, one)));
  const answers = await Promise.all(
    doubtful.map(async (one) => ({ one, may: await cluster.may(one, limits) })),
  );
  const missing = answers.filter(({ may }) => !may).map(({ one }) => one);
  if (missing.length === 0) return [];
  const what = purpose === "install" ? "to install components" : "to make a runtime";
  return [
    {
      code: "cluster-permission-denied",
      message:
        `The kubeconfig's user may not ${spoken(missing)} on ${cluster.server}, which is needed ${what}.\n` +
        "Give it the right with a ClusterRole and a binding (`cluster-admin` has all), or use another kubeconfig.",
    },
  ];
}

/** Whether a rule of RBAC allows it, on every object of its kind. */
export function allows(rule: Rule, { verb, resource, group }: Right): boolean {
  const { resourceNames = [] } = rule;
  return (
    resourceNames.length === 0 &&
    covers(rule.verbs, verb) &&
    covers(rule.apiGroups, group) &&
    covers(rule.resources, resource)
  );
}

function covers(allowed: readonly string[] = [], wanted: string): boolean {
  return allowed.includes("*") || allowed.includes(wanted);
}

/** `create or delete a, b, nor create c`. */
function spoken(missing: readonly Right[]): string {
  const lacking = new Map<string, readonly string[]>();
  for (const { verb, resource, group } of missing) {
    const name = group === "" ? resource : `${resource}.${group}`;
    lacking.set(name, [...(lacking.get(name) ?? []), verb]);
  }
  return ["create or delete", ...verbs]
    .map((what) => ({
      what,
      names: [...lacking].filter(([, some]) => some.join(" or ") === what).map(([name]) => name),
    }))
    .filter(({ names }) => names.length > 0)
    .map(({ what, names }) => `${what} ${names.join(", ")}`)
    .join(", nor ");
}

function right(verb: string, name: string): Right {
  const [resource = "", ...group] = name.split(".");
  return { verb, resource, group: group.join(".") };
}
