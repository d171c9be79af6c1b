import * as pulumi from "@pulumi/pulumi";
import { SharedObject } from "../../provider/sdk";
import type { Manifest } from "../charts/model";
import { carrierOf, told } from "../references";
import { allowancesOf } from "../runtime/allowances";
import { allowedBy } from "../runtime/argocd";
import { runtimePlan } from "../runtime/plan";
import { KubernetesObject } from "./kubernetes-object";
import { planned } from "./planned";
import { forgotten, preflighted } from "./preflight";
import type { Site } from "./site";
import { secretText, site } from "./site";

/** A runtime that is to be made on its cluster. */
export interface RuntimeInstallation {
  readonly component: pulumi.ComponentResource;
  readonly name: string;
  readonly runtimeName: string;
  /** Valid as far as they are known; but for the cluster. */
  readonly args: object & { readonly product: string };
  /** Whatever a user gives as the cluster of a runtime. */
  readonly cluster: unknown;
  readonly namespaces: readonly string[];
  readonly after: readonly pulumi.Resource[];
  readonly opts: pulumi.ComponentResourceOptions;
  readonly ifUnreachable: "fail" | "detach";
}

/**
 * Makes what a runtime consists of on its cluster, each step needing all before it: what the product's runtimes share,
 * the project, the application. Deletion is the reverse, and so begins with what was deployed.
 */
export function installRuntime(given: RuntimeInstallation): void {
  const { component, name, args, cluster, namespaces, runtimeName } = given;
  const plan = planned(component, runtimePlan, { ...args, cluster: clusterLeaves(cluster) });
  if (plan === undefined) return;
  const on = runtimeSite(given);
  const clusterIdentifier = told(cluster, "clusterName") as pulumi.Input<string>;
  const made = [...on.after];
  for (const step of plan.shared)
    made.push(
      ...Object.entries(step).map(
        ([key, manifest]) =>
          new SharedObject(
            `${name}-${key}`,
            {
              kubeconfig: on.kubeconfig,
              clusterIdentifier,
              manifest,
              owner: plan.owner,
              user: runtimeName,
            },
            { ...on.options, parent: on.component, dependsOn: [...made] },
          ),
      ),
    );
  const { project, credentials, application } = plan;
  const spec = { ...(project["spec"] as object), ...allowed(cluster, args.product, namespaces) };
  made.push(object(on, "project", { ...project, spec }, made));
  if (credentials !== undefined) made.push(object(on, "code-repo", credentials, made));
  object(on, "application", application, made);
}

/** What the plan needs to know of the cluster, leaf by leaf: what there is derives from no structure of it. */
function clusterLeaves(cluster: unknown) {
  return {
    clusterName: told(cluster, "clusterName"),
    kubeconfig: told(cluster, "kubeconfig"),
    components: { deployment: { name: "argocd", namespace: argocdNamespace(cluster) } },
    delivery: "push",
  };
}

function runtimeSite(given: RuntimeInstallation): Site {
  const { component, name, cluster, namespaces, after, opts, ifUnreachable } = given;
  const kubeconfig = secretText(told(cluster, "kubeconfig") as pulumi.Input<string>);
  const plan = {
    releases: {},
    namespaces: Object.fromEntries(namespaces.map((namespace) => [namespace, {}])),
    kubernetes: { atLeast: "1.25" },
  };
  const fit =
    ifUnreachable === "detach"
      ? forgotten(component, kubeconfig)
      : preflighted(component, kubeconfig, plan, { rights: "runtime" });
  const carrier = carrierOf(cluster);
  return site({
    component,
    name,
    clusterName: told(cluster, "clusterName") as pulumi.Input<string>,
    kubeconfig: fit,
    after,
    ifUnreachable,
    opts,
    ...(carrier === undefined ? {} : { deletedWith: carrier }),
  });
}

function argocdNamespace(cluster: unknown): pulumi.Input<string> {
  const namespace = told(cluster, "components", "deployment", "namespace");
  return pulumi.Output.isInstance(namespace)
    ? namespace.apply((known) => (known as string | undefined) ?? "argocd")
    : ((namespace as string | undefined) ?? "argocd");
}

/** How many namespaces and kinds a cluster allows may be known late: then so are these lists. */
function allowed(cluster: unknown, product: string, namespaces: readonly string[]) {
  const given = pulumi.output({
    reservedNamespacesAllowedProducts: told(cluster, "reservedNamespacesAllowedProducts"),
    productAllowedClusterResources: told(cluster, "productAllowedClusterResources"),
  });
  const lists = given.apply((known) => allowedBy(allowancesOf(known, product), namespaces));
  return {
    destinations: lists.destinations,
    clusterResourceWhitelist: lists.clusterResourceWhitelist,
  };
}

function object(
  on: Site,
  key: string,
  manifest: Manifest,
  after: readonly pulumi.Resource[],
): KubernetesObject {
  return new KubernetesObject(`${on.name}-${key}`, manifest, {
    ...on.options,
    parent: on.component,
    provider: on.provider,
    dependsOn: [...after],
  });
}
