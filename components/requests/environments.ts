import type { RuntimeFromRequest } from "./runtime";

interface Environment {
  readonly cluster: string;
  readonly type: string | undefined;
}

/** The environments that a file declares, for its runtimes, which do not name their cluster themselves. */
export function environmentsOf(
  documents: readonly { readonly kind: string; readonly spec: unknown }[],
) {
  const byName = new Map<string, Environment>();
  for (const { kind, spec } of documents) {
    if (kind !== "Environment") continue;
    const { product, name, cluster, type } = partsOf(spec);
    if (name !== undefined && cluster !== undefined)
      byName.set(JSON.stringify([product, name]), { cluster, type });
  }

  function complete(runtime: RuntimeFromRequest): RuntimeFromRequest {
    const { product, destination } = runtime.args;
    const found = byName.get(JSON.stringify([product, destination.environment]));
    if (found === undefined) return runtime;
    const { cluster, type } = found;
    const environment = type === undefined ? {} : { environment: { type } };
    return {
      ...runtime,
      args: { ...runtime.args, cluster: { clusterName: cluster }, ...environment },
    };
  }

  return { complete };
}

function partsOf(spec: unknown) {
  const given = typeof spec === "object" && spec !== null ? (spec as Record<string, unknown>) : {};
  return {
    product: textIn(given, "product"),
    name: textIn(given, "name"),
    cluster: textIn(given, "cluster"),
    type: textIn(given, "envType") ?? textIn(given, "env_type"),
  };
}

function textIn(given: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = given[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}
