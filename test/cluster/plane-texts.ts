import { gunzipSync } from "node:zlib";
import { listsOn } from "../../sandbox/cluster-view";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";

interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly type?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** Everything that a cluster keeps, events included: `resource namespace/name` → text, of Helm's records what they hold. */
export async function textsOf({
  request,
}: Pick<ControlPlane, "request">): Promise<ReadonlyMap<string, string>> {
  const lists = await listsOn((path) => request("GET", path));
  return new Map(
    lists.flatMap(({ resource, items }) =>
      items.map((item): [string, string] => {
        const { namespace = "", name } = item.metadata;
        return [`${resource} ${namespace}/${name}`, textOf(item)];
      }),
    ),
  );
}

/** Helm keeps JSON, compressed, in base64, which a Secret encodes once more. */
function textOf(item: Item): string {
  const release = item.type === "helm.sh/release.v1" ? item.data?.["release"] : undefined;
  if (release === undefined) return JSON.stringify(item);
  const packed = Buffer.from(Buffer.from(release, "base64").toString(), "base64");
  return JSON.stringify(item.metadata) + gunzipSync(packed).toString("utf8");
}
