import { NautesError } from "../errors";
import type { Cluster } from "./cluster";
import type { Limits } from "./connection";
import type { KubernetesObject } from "./objects";
import { unready } from "./workloads";

/** A Helm release that is to be on a cluster. */
export interface WantedRelease {
  readonly name: string;
  readonly namespace: string;
}

/**
 * What keeps releases that an earlier run began from being deployed, one text each: Helm says only that its time was
 * over. Nothing is said of what cannot be read.
 */
export async function undeployed(
  cluster: Cluster,
  wanted: readonly WantedRelease[],
  limits: Limits,
): Promise<readonly string[]> {
  const texts = await Promise.all(
    wanted.map(async (release) => {
      try {
        return await problemOf(cluster, release, limits);
      } catch (error) {
        if (error instanceof NautesError && error.code !== "cancelled") return undefined;
        throw error;
      }
    }),
  );
  return texts.filter((text) => text !== undefined);
}

async function problemOf(
  cluster: Cluster,
  { name, namespace }: WantedRelease,
  limits: Limits,
): Promise<string | undefined> {
  const records = { apiVersion: "v1", kind: "Secret", namespace };
  const labelSelector = `owner=helm,name=${name}`;
  // A record may have a megabyte: those of what is well are not asked for.
  const unfinished = `${labelSelector},status notin (deployed,superseded)`;
  if ((await cluster.list({ ...records, labelSelector: unfinished }, limits)).length === 0)
    return undefined;
  const all = await cluster.list({ ...records, labelSelector }, limits);
  const newest = all.sort((one, other) => revision(other) - revision(one))[0];
  const status = newest?.metadata.labels?.["status"] ?? "deployed";
  if (newest === undefined || status === "deployed") return undefined;
  const what = `Release ${name} in namespace ${namespace} is not deployed (${status}${since(newest)})`;
  if (status === "uninstalling")
    return (
      `${what}: its removal was cut off, or is still going on.\n` +
      "If it is not, run `pulumi destroy` again: Helm goes on from there. An update cannot."
    );
  if (status.startsWith("pending"))
    return (
      `${what}: an operation on it was cut off, or is still going on.\n` +
      `If none is, delete Secret ${newest.metadata.name} in that namespace; then Helm goes on.`
    );
  const why = await unready(cluster, name, namespace, limits);
  return why.length === 0
    ? `${what}, but what it consists of is ready by now: run \`pulumi up\` again.`
    : `${what}: ${why.join("; ")}.\nRemove that cause, then run \`pulumi up\` again.`;
}

function revision({ metadata }: KubernetesObject): number {
  return Number(metadata.labels?.["version"] ?? 0);
}

function since({ metadata }: KubernetesObject): string {
  const modified = Number(metadata.labels?.["modifiedAt"]);
  if (!Number.isFinite(modified)) return "";
  return ` since ${new Date(modified * 1000).toISOString().replace(/\.\d+Z$/, "Z")}`;
}
