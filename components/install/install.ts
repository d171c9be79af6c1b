import * as pulumi from "@pulumi/pulumi";
import { ClusterCleanup, ClusterReadiness } from "../../provider/sdk";
import type { InstallPlan } from "../charts/model";
import type { GivenValues } from "./chart-values";
import { PlanResources } from "./plan-resources";
import type { Site } from "./site";

/**
 * Makes the resources of a plan, wave after wave, each needing all before it; deletion is the reverse, in which
 * readiness takes custom resources away while their operators run, and cleanup what releases leave.
 */
export function install(
  plan: InstallPlan,
  on: Site,
  values: GivenValues,
  deleteCrds: boolean,
): void {
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
  beginEnd(plan, on, resources);
}

/**
 * The first to go: a destroy says what is in its way, with the remedy, before anything is gone. Of a virtual cluster
 * only its host matters: all inside goes with its release, unasked.
 */
function beginEnd({ namespaces }: InstallPlan, on: Site, resources: PlanResources): void {
  const { host } = on;
  const inputs =
    host === undefined
      ? { kubeconfig: on.kubeconfig, namespaces: Object.keys(namespaces) }
      : { kubeconfig: host.kubeconfig, namespaces: [on.clusterName] };
  new ClusterReadiness(`${on.name}-installed`, inputs, resources.options(host));
}

/** A change of it means that readiness is to be waited for again. */
function versionsOf({ releases }: InstallPlan): pulumi.Output<string> {
  const versions = Object.entries(releases).map(
    ([name, { chart }]) => pulumi.interpolate`${name} ${chart.version}`,
  );
  return pulumi.all(versions).apply((all) => all.join(", "));
}
