import { objectsOn, podsOn, releasesOn } from "../../sandbox/cluster-view";
import type { Ask } from "../../sandbox/cluster-view";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";

type Asked = Pick<ControlPlane, "request">;

/** All objects of a cluster, `Kind namespace/name`, sorted. */
export function objectsOf(plane: Asked): Promise<string[]> {
  return objectsOn(asking(plane));
}

/** Names of all Helm releases of a cluster that are `deployed`, sorted. */
export async function deployedReleases(plane: Asked): Promise<string[]> {
  const releases = await releasesOn(asking(plane));
  return releases
    .filter(({ status }) => status === "deployed")
    .map(({ name }) => name)
    .sort();
}

/** Names of all pods of a cluster that are neither Ready nor have done their work. */
export async function unreadyPods(plane: Asked): Promise<string[]> {
  const pods = await podsOn(asking(plane));
  return pods.filter(({ ready }) => !ready).map(({ name }) => name);
}

function asking({ request }: Asked): Ask {
  return (path) => request("GET", path);
}
