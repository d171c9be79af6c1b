import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import type { Places } from "./places";

/** Plans what one component of a cluster comes to; pure, and of a structure that no text of an address, domain, port or certificate changes. */
export type ChartPlanner = (
  cluster: ChartCluster,
  choice: ChartChoice,
  places?: Places,
) => InstallPlan;

/** The parts of a plan that are not empty. */
export interface PlanParts extends Partial<
  Pick<InstallPlan, "namespaces" | "releases" | "objects" | "kubernetes">
> {
  readonly readiness?: Partial<InstallPlan["readiness"]>;
  readonly cleanup?: Partial<InstallPlan["cleanup"]>;
}

/** Nothing to install, on any cluster. */
export const emptyPlan: InstallPlan = plan({});

/** A plan of these parts. */
export function plan(parts: PlanParts): InstallPlan {
  return {
    namespaces: parts.namespaces ?? {},
    releases: parts.releases ?? {},
    objects: parts.objects ?? {},
    readiness: { webhooks: [], probes: [], secrets: [], ...parts.readiness },
    cleanup: { drain: [], crds: [], webhookConfigurations: [], ...parts.cleanup },
    kubernetes: parts.kubernetes ?? { atLeast: "1.0" },
  };
}

/**
 * All of the plans, for one cluster.
 * @throws Error when two of them have a release or object of the same name, which the checks of choices refuse before
 */
export function mergePlans(plans: readonly InstallPlan[]): InstallPlan {
  return plans.reduce(
    (one, other) => ({
      namespaces: mergeLabels(one.namespaces, other.namespaces),
      releases: disjoint(one.releases, other.releases),
      objects: disjoint(one.objects, other.objects),
      readiness: {
        webhooks: [...one.readiness.webhooks, ...other.readiness.webhooks],
        probes: [...one.readiness.probes, ...other.readiness.probes],
        secrets: [...one.readiness.secrets, ...other.readiness.secrets],
      },
      cleanup: {
        drain: [...one.cleanup.drain, ...other.cleanup.drain],
        crds: [...one.cleanup.crds, ...other.cleanup.crds],
        webhookConfigurations: [
          ...one.cleanup.webhookConfigurations,
          ...other.cleanup.webhookConfigurations,
        ],
      },
      kubernetes: narrower(one.kubernetes, other.kubernetes),
    }),
    emptyPlan,
  );
}

/** Label of a namespace that was made for a cluster, and goes with it with all that is in it: the cluster's name. */
const clusterLabel = "pulumi-nautes/cluster";

/** The labels of a namespace of a cluster. */
export function labelsOf(
  cluster: string,
  labels: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return { [clusterLabel]: cluster, ...labels };
}

/** Those of its labels without which a namespace that is there is somebody else's. */
export function markOf(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { [clusterLabel]: cluster } = labels;
  return cluster === undefined ? {} : { [clusterLabel]: cluster };
}

/** What the checks of tenants and clusters have seen to. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new Error(`${what} is not given, which validation should have refused.`);
  return value;
}

function mergeLabels(
  one: InstallPlan["namespaces"],
  other: InstallPlan["namespaces"],
): InstallPlan["namespaces"] {
  const added = Object.entries(other).map(([name, labels]) => [name, { ...one[name], ...labels }]);
  return { ...one, ...Object.fromEntries(added) } as InstallPlan["namespaces"];
}

function disjoint<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  const twice = Object.keys(other).find((name) => Object.hasOwn(one, name));
  if (twice !== undefined) throw new Error(`Two components of a cluster both install ${twice}.`);
  return { ...one, ...other };
}

function narrower(
  one: InstallPlan["kubernetes"],
  other: InstallPlan["kubernetes"],
): InstallPlan["kubernetes"] {
  const [atLeast] = [one.atLeast, other.atLeast].sort((a, b) => minor(b) - minor(a));
  const [below] = [one.below, other.below]
    .filter((version) => version !== undefined)
    .sort((a, b) => minor(a) - minor(b));
  return { atLeast: atLeast ?? one.atLeast, ...(below === undefined ? {} : { below }) };
}

function minor(version: string): number {
  const [major = 0, rest = 0] = version.split(".").map(Number);
  return major * 1000 + rest;
}
