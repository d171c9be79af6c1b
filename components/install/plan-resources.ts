import type { ReleaseArgs } from "@pulumi/kubernetes/helm/v3/release";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import type * as pulumi from "@pulumi/pulumi";
import type { InstallPlan, Manifest, ReleasePlan } from "../charts/model";
import type { GivenValues } from "./chart-values";
import { merged } from "./chart-values";
import { KubernetesObject } from "./kubernetes-object";
import { ownFile, packaged } from "./own-files";
import type { Site } from "./site";

/** Revisions that Helm keeps of a release: each is a Secret of up to 64 % of what one may hold (external-secrets). */
const maxHistory = 3;

/** Makes the resources of a plan step by step, each step needing all that was made before it. */
export class PlanResources {
  readonly #plan: InstallPlan;
  readonly #site: Site;
  readonly #values: GivenValues;
  readonly #made: pulumi.Resource[];

  /** `values`: of the user, by release; they go over the catalogue's. */
  constructor(plan: InstallPlan, site: Site, values: GivenValues) {
    this.#plan = plan;
    this.#site = site;
    this.#values = values;
    this.#made = [...site.after];
  }

  /** Options for a resource of our own provider, which is made now; `on`: another site that it is on. */
  options({ options }: Pick<Site, "options"> = this.#site): pulumi.CustomResourceOptions {
    return { ...options, parent: this.#site.component, dependsOn: [...this.#made] };
  }

  /** Counts what was made elsewhere among what the next step needs. */
  made(...resources: readonly pulumi.Resource[]): void {
    this.#made.push(...resources);
  }

  namespaces(): void {
    this.made(
      ...Object.entries(this.#plan.namespaces).map(([namespace, labels]) =>
        this.#object(`namespace-${namespace}`, {
          apiVersion: "v1",
          kind: "Namespace",
          metadata: { name: namespace, labels },
        }),
      ),
    );
  }

  objects(wave: number): void {
    this.made(
      ...Object.entries(this.#plan.objects)
        .filter(([, object]) => object.wave === wave)
        .map(([key, { manifest, retain = false }]) =>
          this.#object(key, manifest, retain ? { retainOnDelete: true } : {}),
        ),
    );
  }

  /** The releases of some waves; their resources are named like them, but for a single one that is given a name. */
  releases(waves: readonly number[], resourceName?: string): readonly Release[] {
    const releases = Object.entries(this.#plan.releases)
      .filter(([, { wave }]) => waves.includes(wave))
      .map(
        ([release, plan]) =>
          new Release(
            resourceName ?? `${this.#site.name}-${release}`,
            releaseArgs(release, plan, this.#values[release] ?? []),
            this.#onCluster(),
          ),
      );
    this.made(...releases);
    return releases;
  }

  #object(
    key: string,
    manifest: Manifest,
    more: pulumi.CustomResourceOptions = {},
  ): KubernetesObject {
    const options = { ...this.#onCluster(), ...more };
    return new KubernetesObject(`${this.#site.name}-${key}`, manifest, options);
  }

  #onCluster(): pulumi.CustomResourceOptions {
    return { ...this.options(), provider: this.#site.provider };
  }
}

/** A release has its own name: Pulumi would add a suffix, and what the chart names would have it, too. */
function releaseArgs(
  release: string,
  { namespace, chart, values, timeoutSeconds, postrender }: ReleasePlan,
  more: readonly unknown[],
): ReleaseArgs {
  return {
    name: release,
    namespace,
    chart: chart.own === true ? ownFile(chart.name) : chart.name,
    ...(chart.own === true ? {} : { version: chart.version }),
    ...(chart.repository === undefined ? {} : { repositoryOpts: { repo: chart.repository } }),
    values: more.reduce(merged, values) as NonNullable<ReleaseArgs["values"]>,
    timeout: timeoutSeconds,
    maxHistory,
    ...(postrender === undefined ? {} : { postrender: packaged(postrender) }),
  };
}
