import { load } from "js-yaml";

import type { Cluster } from "./cluster";
import type { WorkingCopy } from "./working-copy";

/** Folder of all Cluster resources. */
export const clustersFolder = "nautes/overlays/production/clusters";

/**
 * What has a name in the files below the clusters' folder, in the order of their paths; what does not parse is passed
 * over, or with `strict` is an error.
 */
export function registeredClusters(copy: WorkingCopy, strict: boolean): Cluster[] {
  return copy
    .files(clustersFolder)
    .filter((path) => /\.ya?ml$/.test(path))
    .flatMap((path) => namedIn(copy.read(path), strict));
}

function namedIn(text: string, strict: boolean): Cluster[] {
  try {
    const found = load(text) as Partial<Cluster> | null | undefined;
    if (found?.metadata?.name === undefined) return [];
    // Something else that lies there has no specification, and is in the list all the same.
    return [{ metadata: found.metadata, spec: found.spec ?? ({} as Cluster["spec"]) }];
  } catch (reason) {
    if (strict) throw reason;
    return [];
  }
}
