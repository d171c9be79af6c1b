/** What identifies a kind of object, as manifests write it. */
export interface ObjectType {
  /** `v1`, `apps/v1` … */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Which object: its type, its name and, for a kind that lives in namespaces, its namespace. */
export interface ObjectRef extends ObjectType {
  readonly name: string;
  readonly namespace?: string | undefined;
}

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly deletionTimestamp?: string;
  readonly creationTimestamp?: string;
}

/** An object of a Kubernetes API; whatever else it has depends on its kind. */
export interface KubernetesObject extends ObjectType {
  readonly metadata: Metadata;
  readonly [field: string]: unknown;
}

/** A manifest: an object as somebody writes it. */
export type Manifest = ObjectType & {
  readonly metadata: Pick<Metadata, "name"> & Partial<Metadata>;
  readonly [field: string]: unknown;
};

/** A condition as most kinds have them in their status. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** How messages name an object: `Secret shop/db`, `Namespace shop`. */
export function objectName({ kind, name, namespace }: ObjectRef): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

/** What identifies `object`. */
export function refOf({ apiVersion, kind, metadata }: KubernetesObject | Manifest): ObjectRef {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}

/** The conditions in an object's status. */
export function conditionsOf(object: KubernetesObject | undefined): readonly Condition[] {
  const conditions = field(object?.["status"], "conditions");
  return Array.isArray(conditions) ? (conditions as readonly Condition[]) : [];
}

/** A field of something that may not be a map. */
export function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
