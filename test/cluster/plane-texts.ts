import { gunzipSync } from "node:zlib";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";

interface Resource {
  readonly name: string;
  readonly verbs: readonly string[];
}

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Everything that a cluster keeps, events included: `resource namespace/name` → text, of Helm's records what they hold. */
export async function textsOf({
  request,
}: Pick<ControlPlane, "request">): Promise<ReadonlyMap<string, string>> {
  const { groups } = (await request("GET", "/apis")) as {
    groups: readonly { preferredVersion: { groupVersion: string } }[];
  };
  const texts = new Map<string, string>();
  for (const path of [
    "/api/v1",
    ...groups.map((group) => `/apis/${group.preferredVersion.groupVersion}`),
  ]) {
    const { resources } = (await request("GET", path)) as { resources: readonly Resource[] };
    for (const { name, verbs } of resources) {
      if (!verbs.includes("list") || name.includes("/")) continue;
      const { items } = (await request("GET", `${path}/${name}`)) as { items: readonly Item[] };
      for (const item of items) {
        const { namespace = "", name: object } = item.metadata;
        texts.set(`${name} ${namespace}/${object}`, textOf(item));
      }
    }
  }
  return texts;
}

/** Helm keeps JSON, compressed, in base64, which a Secret encodes once more. */
function textOf(item: Item): string {
  const release = item.type === "helm.sh/release.v1" ? item.data?.["release"] : undefined;
  if (release === undefined) return JSON.stringify(item);
  const packed = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  return JSON.stringify(item.metadata) + gunzipSync(packed).toString("utf8");
}
