import type { Json } from "../../provider/claims/model";
import type { TenantFacts } from "./tenant-facts";

/** Something about what was read that a person should know. */
export interface AdoptionNote {
  readonly path: string;
  /** A whole sentence. */
  readonly message: string;
}

/** A value that the program needs and no file tells. */
export interface UnknownValue {
  /** Where in the arguments, such as `components.gateway.chart.name`. */
  readonly path: string;
  /** What stands there until somebody gives the value; nowhere else in the arguments. */
  readonly standIn: string;
}

/** A cluster that the files of a config repo declare. */
export interface AdoptedCluster {
  readonly kind: "PhysicalCluster" | "HostCluster" | "VirtualCluster";
  readonly name: string;
  /** Of its Cluster resource. */
  readonly path: string;
  readonly delivery: "push" | "pull";
  /** Whether Nautes wrote its files, or wrote them last. */
  readonly isOfNautes: boolean;
  /** Without the tenant; what no file tells is absent. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly tenant: TenantFacts;
  readonly unknown: readonly UnknownValue[];
  readonly notes: readonly AdoptionNote[];
}

/** A deployment runtime that the files of a product's config repo declare. */
export interface AdoptedRuntime {
  readonly kind: "DeploymentRuntime";
  readonly name: string;
  readonly repository: string;
  readonly path: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What the registration needs and the component finds out itself. */
  readonly ids: {
    readonly productId?: string | undefined;
    readonly codeRepoId?: string | undefined;
  };
  readonly unknown: readonly UnknownValue[];
  readonly notes: readonly AdoptionNote[];
}

/** Only those entries that have a value. */
export function present<Value>(
  values: Readonly<Record<string, Value | undefined>>,
): Readonly<Record<string, Value>> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, Value>;
}

/** A map, or an empty one in place of anything else. */
export function mapOf(value: unknown): Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : {};
}
