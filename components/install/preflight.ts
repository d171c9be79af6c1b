import * as pulumi from "@pulumi/pulumi";
import type { ClusterPreflightArgs, WantedChart, WantedRelease } from "../../provider/sdk";
import { clusterPreflight } from "../../provider/sdk";
import type { InstallPlan } from "../charts/model";
import { markOf } from "../charts/plans";
import { failAtEnd, failure } from "../failure";
import { ownFile } from "./own-files";

/** What a preflight looks at beside what the plan says. */
interface More extends Pick<ClusterPreflightArgs, "nodePorts" | "rights"> {
  /** What a virtual cluster is to get inside: where its charts come from can be asked before it runs. */
  readonly inside?: Pick<InstallPlan, "releases">;
}

/**
 * The kubeconfig of a cluster that a preflight has found fit for a plan. A preview reports every problem at its end; an
 * update has nothing installed as long as there is one.
 */
export function preflighted(
  component: pulumi.ComponentResource,
  kubeconfig: pulumi.Output<string>,
  plan: Pick<InstallPlan, "releases" | "namespaces" | "kubernetes">,
  { inside, ...more }: More,
): pulumi.Output<string> {
  const { atLeast, below } = plan.kubernetes;
  const result = clusterPreflight(
    {
      kubeconfig,
      minVersion: atLeast,
      ...(below === undefined ? {} : { belowVersion: below }),
      namespaces: Object.entries(plan.namespaces).map(([name, labels]) => ({
        name,
        labels: markOf(labels),
      })),
      releases: places(plan.releases),
      charts: pulumi.output([...sources(plan.releases), ...sources(inside?.releases ?? {})]),
      ...more,
    },
    { parent: component },
  );
  const verdict = result.apply(({ problems = [], warnings = [] }) => {
    for (const warning of warnings) void pulumi.log.warn(warning, component);
    const messages = problems.map(({ code, message }) => `${message} [${code}]`);
    if (messages.length === 0) return true;
    if (!pulumi.runtime.isDryRun()) throw failure(component, messages.join("\n"));
    for (const message of messages) failAtEnd(failure(component, message));
    return false;
  });
  // In a preview the rest is still worth seeing.
  return pulumi.runtime.isDryRun()
    ? kubeconfig
    : pulumi.all([kubeconfig, verdict]).apply(([fit]) => fit);
}

/** The kubeconfig of a cluster that the next destroy forgets; a cluster that is there would keep all that is on it. */
export function forgotten(
  component: pulumi.ComponentResource,
  kubeconfig: pulumi.Output<string>,
): pulumi.Output<string> {
  clusterPreflight({ kubeconfig, timeoutSeconds: 5 }, { parent: component }).apply((found) => {
    const isThere = found.problems?.every(({ code }) => !unanswered.includes(code)) ?? false;
    if (isThere) void pulumi.log.warn(leftThere, component);
  });
  return kubeconfig;
}

const unanswered: readonly string[] = [
  "cluster-unreachable",
  "cluster-timeout",
  "kubeconfig-unusable",
];

const leftThere =
  '`ifUnreachable` is "detach", and the cluster answers: a destroy would forget what is installed, and leave it on a cluster that is there.\n' +
  'Set `ifUnreachable` back to "fail" and run `pulumi up` to have it removed by the destroy.';

/** Says in a preview of releases that an earlier run began why they are not deployed. */
export function diagnosed(
  component: pulumi.ComponentResource,
  kubeconfig: pulumi.Output<string>,
  { releases }: Pick<InstallPlan, "releases">,
): void {
  // In an update they may be under way by the time that their cluster can be asked.
  if (!pulumi.runtime.isDryRun()) return;
  const asked = { kubeconfig, releases: places(releases) };
  clusterPreflight(asked, { parent: component }).apply(({ warnings = [] }) => {
    for (const warning of warnings) void pulumi.log.warn(warning, component);
  });
}

function sources(releases: InstallPlan["releases"]): readonly WantedChart[] {
  return Object.values(releases).map(({ chart }) =>
    chart.own === true
      ? { name: ownFile(chart.name) }
      : {
          name: chart.name,
          version: chart.version,
          ...(chart.repository === undefined ? {} : { repository: chart.repository }),
        },
  );
}

function places(releases: InstallPlan["releases"]): readonly WantedRelease[] {
  return Object.entries(releases).map(([name, { namespace }]) => ({ name, namespace }));
}
