import type { ObjectType } from "./objects";

/** A kind as an API server serves it. */
export interface ServedKind extends ObjectType {
  /** Its name in paths and in rights, `configmaps`. */
  readonly resource: string;
  readonly group: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

/** The path of a group's version: `/api/v1`, `/apis/apps/v1`. */
export function groupPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The kinds in the answer of a group's version; subresources left out. */
export function servedKinds(apiVersion: string, list: unknown): ServedKind[] {
  const [first = "", second] = apiVersion.split("/");
  return ((list as ResourceList).resources ?? [])
    .filter(({ name }) => !name.includes("/"))
    .map(({ name, kind, namespaced, verbs = [] }) => ({
      apiVersion,
      kind,
      resource: name,
      group: second === undefined ? "" : first,
      namespaced,
      verbs,
    }));
}

/** The path of a kind's objects, or of one of them. */
export function objectPath(
  { apiVersion, resource, namespaced }: ServedKind,
  namespace: string | undefined,
  name?: string,
): string {
  const place =
    namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : "";
  const rest = name === undefined ? "" : `/${encodeURIComponent(name)}`;
  return `${groupPath(apiVersion)}${place}/${resource}${rest}`;
}
