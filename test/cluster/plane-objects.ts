import { ApiRefusal } from "../../sandbox/control-plane/api-client";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What comes and goes by itself, or with another: an APIService is there for each version of a CRD. */
const restless = new Set([
  "Event",
  "Lease",
  "EndpointSlice",
  "Endpoints",
  "ComponentStatus",
  "APIService",
]);

/** Asks again, for half a minute, while the storage of a kind that has just come is prepared. */
async function whenServed(ask: () => Promise<unknown>): Promise<{ items: readonly Item[] }> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return (await ask()) as { items: readonly Item[] };
    } catch (error) {
      const isEarly = error instanceof ApiRefusal && error.status === 429;
      if (!isEarly || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** All objects of a cluster, `Kind namespace/name`, sorted. */
export async function objectsOf({ request }: Pick<ControlPlane, "request">): Promise<string[]> {
  const { groups } = (await request("GET", "/apis")) as {
    groups: readonly { preferredVersion: { groupVersion: string } }[];
  };
  const paths = [
    "/api/v1",
    ...groups.map((group) => `/apis/${group.preferredVersion.groupVersion}`),
  ];
  const found = await Promise.all(paths.map((path) => objectsAt(path)));
  return [...new Set(found.flat())].sort();

  async function objectsAt(path: string): Promise<string[]> {
    const { resources } = (await request("GET", path)) as { resources: readonly Resource[] };
    const listable = resources.filter(
      ({ name, kind, verbs }) =>
        verbs.includes("list") && !name.includes("/") && !restless.has(kind),
    );
    const lists = await Promise.all(
      listable.map(async ({ name, kind }) => {
        const { items } = await whenServed(() => request("GET", `${path}/${name}`));
        return items.map(({ metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
      }),
    );
    return lists.flat();
  }
}

interface Observed {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly labels?: Record<string, string> };
    readonly status?: {
      readonly phase?: string;
      readonly conditions?: readonly { type: string; status: string }[];
    };
  }[];
}

/** Names of all Helm releases of a cluster that are `deployed`, sorted. */
export async function deployedReleases({
  request,
}: Pick<ControlPlane, "request">): Promise<string[]> {
  const selector = encodeURIComponent("owner=helm,status=deployed");
  const { items } = (await request("GET", `/api/v1/secrets?labelSelector=${selector}`)) as Observed;
  return items.map(({ metadata }) => metadata.labels?.["name"] ?? "").sort();
}

/** Names of all pods of a cluster that are neither Ready nor have done their work. */
export async function unreadyPods({ request }: Pick<ControlPlane, "request">): Promise<string[]> {
  const { items } = (await request("GET", "/api/v1/pods")) as Observed;
  return items
    .filter(
      ({ status }) =>
        status?.phase !== "Succeeded" &&
        !status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
    )
    .map(({ metadata }) => metadata.name);
}
