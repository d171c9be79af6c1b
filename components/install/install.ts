import * as pulumi from "@pulumi/pulumi";
import type { ClusterReadinessArgs } from "../../provider/sdk";
import { ClusterCleanup, ClusterReadiness } from "../../provider/sdk";
import type { InstallPlan, Manifest } from "../charts/model";
import type { Leaving } from "../registered";
import type { GivenValues } from "./chart-values";
import { PlanResources } from "./plan-resources";
import type { Site } from "./site";

/** How a plan is installed, and goes. */
interface Given {
  readonly values: GivenValues;
  readonly deleteCrds: boolean;
  readonly leaving: Leaving;
}

/**
 * Makes the resources of a plan, wave after wave, each needing all before it; deletion is the reverse, in which
 * readiness takes custom resources away while their operators run, and cleanup what releases leave.
 */
export function install(plan: InstallPlan, on: Site, given: Given): void {
  const { values, deleteCrds, leaving } = given;
  const { name, kubeconfig } = on;
  const { drain, ...left } = plan.cleanup;
  const { secrets, ...readiness } = plan.readiness;
  const revision = versionsOf(plan);
  const resources = new PlanResources(plan, on, values);

  resources.namespaces();
  resources.objects(0);
  // What somebody else makes needs our namespaces, and is told to be missing before anything waits for it.
  if (secrets.length > 0)
    resources.made(
      new ClusterReadiness(
        `${name}-secrets`,
        { kubeconfig, secrets, revision },
        resources.options(),
      ),
    );
  resources.made(
    new ClusterCleanup(
      `${name}-cleanup`,
      { kubeconfig, deleteCrds, namespaces: Object.keys(plan.namespaces), ...left },
      resources.options(),
    ),
  );
  // The gateway and the operators do not need each other to be installed.
  resources.releases([1, 2]);
  resources.releases([3]);
  resources.made(
    new ClusterReadiness(
      `${name}-readiness`,
      {
        kubeconfig,
        ...readiness,
        drain,
        deleteCustomResources: deleteCrds,
        revision,
      },
      resources.options(),
    ),
  );
  resources.releases([4]);
  resources.objects(4);
  new ClusterReadiness(
    `${name}-installed`,
    { ...leaving, ...beforeEnd(plan, on, deleteCrds) },
    resources.options(on.host),
  );
}

/**
 * What the first to go looks at: a destroy says what is in its way, with the remedy, before anything is gone. Of a
 * virtual cluster only its host matters: all inside goes with its release, unasked.
 */
function beforeEnd(
  { namespaces, cleanup, objects }: InstallPlan,
  { kubeconfig, host, clusterName }: Site,
  deleteCrds: boolean,
): ClusterReadinessArgs {
  if (host !== undefined) return { kubeconfig: host.kubeconfig, namespaces: [clusterName] };
  const own = Object.values(objects).map(({ manifest }) => manifest);
  return {
    kubeconfig,
    namespaces: Object.keys(namespaces),
    // With deleteCrds they are deleted, later, while their operators run.
    ...(deleteCrds ? {} : { drain: cleanup.drain, except: drainedOf(own, cleanup.drain) }),
  };
}

/** Those objects whose group has something that is drained, as references. */
function drainedOf(objects: readonly Manifest[], drain: readonly string[]) {
  const groups = drain.map((crd) => crd.slice(crd.indexOf(".") + 1));
  return objects
    .filter(({ apiVersion }) => groups.includes(apiVersion.split("/")[0] ?? ""))
    .map(({ apiVersion, kind, metadata: { name, namespace } }) => ({
      apiVersion,
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    }));
}

/** A change of it means that readiness is to be waited for again. */
function versionsOf({ releases }: InstallPlan): pulumi.Output<string> {
  const versions = Object.entries(releases).map(
    ([name, { chart }]) => pulumi.interpolate`${name} ${chart.version}`,
  );
  return pulumi.all(versions).apply((all) => all.join(", "));
}
