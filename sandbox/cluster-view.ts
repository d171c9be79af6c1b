import { gunzipSync } from "node:zlib";
import { ApiRefusal } from "./control-plane/api-client";

/** Asks an API server for what is at a path. */
export type Ask = (path: string) => Promise<unknown>;

/** What comes and goes by itself, or with another: an APIService is there for each version of a CRD. */
const restless = ["Event", "Lease", "EndpointSlice", "Endpoints", "ComponentStatus", "APIService"];

/** All objects of a cluster, `Kind namespace/name`, sorted. @param aside kinds that are left out */
export async function objectsOn(ask: Ask, aside = restless): Promise<string[]> {
  const lists = await listsOn(ask, aside);
  const found = lists.flatMap(({ kind, items }) =>
    items.map(({ metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`),
  );
  return [...new Set(found)].sort();
}

/** All that a cluster keeps, kind by kind. @param aside kinds that are left out */
export async function listsOn(ask: Ask, aside: readonly string[] = []): Promise<KindList[]> {
  const { groups } = (await ask("/apis")) as {
    groups: readonly { preferredVersion: { groupVersion: string } }[];
  };
  const versions = groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`);
  const found = await Promise.all(["/api/v1", ...versions].map((path) => listsAt(path)));
  return found.flat();

  async function listsAt(path: string): Promise<KindList[]> {
    const { resources } = (await ask(path)) as { resources: readonly Resource[] };
    const listable = resources.filter(
      ({ name, kind, verbs }) =>
        verbs.includes("list") && !name.includes("/") && !aside.includes(kind),
    );
    return Promise.all(
      listable.map(async ({ name: resource, kind }) => {
        const list = await whenServed(() => ask(`${path}/${resource}`));
        return { resource, kind, items: (list as { items: readonly Item[] }).items };
      }),
    );
  }
}

/** Asks again, for half a minute, while the storage of a kind that has just come is prepared. */
async function whenServed(ask: () => Promise<unknown>): Promise<unknown> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isEarly = error instanceof ApiRefusal && error.status === 429;
      if (!isEarly || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** Of a Helm release. */
export interface InstalledRelease {
  readonly name: string;
  readonly namespace: string;
  /** `<name>-<version>` */
  readonly chart: string;
  readonly status: string;
}

/** The newest version of each Helm release, by name. */
export async function releasesOn(ask: Ask): Promise<InstalledRelease[]> {
  const selector = encodeURIComponent("owner=helm,status!=superseded");
  const { items } = (await ask(`/api/v1/secrets?labelSelector=${selector}`)) as {
    items: readonly (Item & { readonly data: { readonly release: string } })[];
  };
  return items
    .map(({ metadata, data }) => {
      const { name, chart } = releaseIn(data.release);
      return {
        name,
        namespace: metadata.namespace ?? "",
        chart: `${chart.metadata.name}-${chart.metadata.version}`,
        status: metadata.labels?.["status"] ?? "",
      };
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** Of a pod, and whether it is Ready, or has done its work. */
export interface SeenPod {
  readonly name: string;
  readonly namespace: string;
  readonly ready: boolean;
}

export async function podsOn(ask: Ask): Promise<SeenPod[]> {
  const { items } = (await ask("/api/v1/pods")) as { items: readonly Pod[] };
  return items.map(({ metadata, status }) => ({
    name: metadata.name,
    namespace: metadata.namespace ?? "",
    ready:
      status?.phase === "Succeeded" ||
      status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ===
        true,
  }));
}

/** Helm keeps JSON, zipped, in base64; and a Secret's data is base64 once more. */
function releaseIn(data: string): HelmRelease {
  const zipped = Buffer.from(Buffer.from(data, "base64").toString(), "base64");
  return JSON.parse(gunzipSync(zipped).toString()) as HelmRelease;
}

interface HelmRelease {
  readonly name: string;
  readonly chart: { readonly metadata: { readonly name: string; readonly version: string } };
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** All objects of one kind. */
export interface KindList {
  /** Its name in paths, e.g. `secrets`. */
  readonly resource: string;
  readonly kind: string;
  readonly items: readonly Item[];
}

interface Item {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

interface Pod extends Item {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}
