import { z } from "zod";
import { clustersIn, clusterSelectors, isClusterFile } from "../nautes-files/clusters";
import type { ClusterRecord } from "../nautes-files/clusters";
import type { UnreadableFile } from "../nautes-files/declared";
import { known, text } from "../resources/cluster-inputs";
import type { Operation } from "../resources/resource";
import type { Session } from "../session";
import { answered, placeIn } from "./arguments";
import type { DeclaredFiles, Place } from "./declared-files";
import type { ProviderFunction } from "./function";
import { theOnly } from "./sought";

export const GetClusterArgs = z.strictObject({
  clusterName: text,
  repository: text.optional(),
  branch: text.optional(),
});

export const ListClustersArgs = z.strictObject({
  clusterName: text.optional(),
  clusterType: oneOf("physical", "virtual"),
  usage: oneOf("host", "worker"),
  workerType: oneOf("deployment", "pipeline"),
  repository: text.optional(),
  branch: text.optional(),
});

function oneOf(one: string, other: string) {
  return known(z.enum([one, other], `must be \`${one}\` or \`${other}\``)).optional();
}

/** `nautes:index:getCluster`: what a tenant's config repo records of a cluster. */
export function getCluster(session: Session, files: DeclaredFiles): ProviderFunction {
  return (args, call) =>
    answered(GetClusterArgs, args, async (wanted) => {
      const place = placeIn(session, wanted);
      const { clusters, unreadable } = await clustersAt(files, place, call);
      return theOnly({
        noun: "cluster",
        name: wanted.clusterName,
        repository: place.repository,
        found: clusters,
        nameOf: ({ clusterName }) => clusterName,
        pathOf: ({ path }) => path,
        unreadable,
      });
    });
}

/** `nautes:index:listClusters`: what a tenant's config repo records of all clusters that are as selected. */
export function listClusters(session: Session, files: DeclaredFiles): ProviderFunction {
  return (args, call) =>
    answered(ListClustersArgs, args, async (wanted) => {
      const { clusters, unreadable } = await clustersAt(files, placeIn(session, wanted), call);
      const selected = clusters.filter((cluster) =>
        clusterSelectors.every((key) => wanted[key] === undefined || wanted[key] === cluster[key]),
      );
      return { clusters: selected, unreadable };
    });
}

interface Clusters {
  readonly clusters: readonly ClusterRecord[];
  readonly unreadable: readonly UnreadableFile[];
}

async function clustersAt(files: DeclaredFiles, place: Place, call: Operation): Promise<Clusters> {
  const { declared, unreadable } = await files.at(place, isClusterFile, call);
  return { clusters: clustersIn(declared), unreadable };
}
