import { parse, stringify } from "yaml";
import type { ControlPlane } from "./control-plane/control-plane";

/** A kubeconfig with all of these clusters, each a context of its name; the first is the current one. */
export function mergedKubeconfig(
  planes: readonly Pick<ControlPlane, "name" | "kubeconfig">[],
): string {
  const all = planes.map(({ name, kubeconfig }) => ({ name, config: parse(kubeconfig) as Config }));
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": all[0]?.name,
    clusters: all.flatMap(({ config }) => config.clusters),
    // In each of them the user is called admin.
    users: all.flatMap(({ name, config }) => config.users.map((user) => ({ ...user, name }))),
    contexts: all.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
  });
}

interface Config {
  readonly clusters: readonly object[];
  readonly users: readonly object[];
}
