import type { Problem } from "./cluster-preflight-problem";

/** What is wrong with an API server's version, `v1.36.4-eks-1`, for charts that want a range of them. */
export function versionProblem(
  found: string,
  {
    minVersion,
    belowVersion,
  }: { minVersion: string | undefined; belowVersion: string | undefined },
): Problem | undefined {
  const version = numbers(found);
  if (minVersion !== undefined && compare(version, numbers(minVersion)) < 0) {
    return {
      code: "kubernetes-unsuitable",
      message:
        `The cluster runs Kubernetes ${found}, and the components need ${minVersion} or later.\n` +
        "Upgrade the cluster, or choose older charts with `components: { …: { chart: { version } } }`.",
    };
  }
  if (belowVersion !== undefined && compare(version, numbers(belowVersion)) >= 0) {
    return {
      code: "kubernetes-unsuitable",
      message:
        `The cluster runs Kubernetes ${found}, and the components need one below ${belowVersion}.\n` +
        "Choose newer charts with `components: { …: { chart: { version } } }`.",
    };
  }
  return undefined;
}

function numbers(version: string): readonly number[] {
  const [core = ""] = version.replace(/^v/, "").split(/[-+]/);
  return core.split(".").map((part) => Number.parseInt(part, 10) || 0);
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < 3; at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
