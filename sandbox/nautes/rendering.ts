import type { Cluster } from "./cluster";
import { fillTemplate } from "./template";
import type { TemplateValues } from "./template";
import type { WorkingCopy } from "./working-copy";

const hostAppset = "tenant/production/host-cluster-appset.yaml";

/** Writes templates, filled in, over whatever is there. */
export function render(
  paths: readonly string[],
  cluster: Cluster,
  values: TemplateValues,
  { templates, repository }: { templates: WorkingCopy; repository: WorkingCopy },
): void {
  const { name } = cluster.metadata;
  for (const template of paths) {
    const path = template
      .replace("_HOST_CLUSTER_", cluster.spec.hostCluster ?? name)
      .replace("_RUNTIME_", `${name}-runtime`)
      .replace("_VCLUSTER_", name);
    repository.write(path, fillTemplate(path, templates.read(template), values));
  }
}

/** Removes the application sets that a host's request finds without anything to list in the whole tenant. */
export function removeEmptySets(
  host: string,
  clusters: readonly Cluster[],
  repository: WorkingCopy,
): void {
  const hasHost = clusters.some(({ spec }) => spec.usage === "host");
  const hasVirtual = clusters.some(({ spec }) => spec.clusterType === "virtual");
  if (!hasHost) repository.remove(hostAppset);
  if (!hasVirtual) repository.remove(`host-clusters/${host}/production/vcluster-appset.yaml`);
}

/** Removes the folders of a cluster, of the class that its resource has now. */
export function removeFolders({ metadata, spec }: Cluster, repository: WorkingCopy): void {
  const { name } = metadata;
  if (spec.usage === "host") repository.remove(`host-clusters/${name}`);
  else repository.remove(`runtimes/${name}-runtime`);
  if (spec.hostCluster !== undefined)
    repository.remove(`host-clusters/${spec.hostCluster}/vclusters/${name}`);
}
