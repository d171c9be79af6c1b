import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ZodType } from "zod";
import { ClusterPreflightArgs } from "../../provider/functions/cluster-preflight";
import { ClusterCleanupInputs } from "../../provider/resources/cluster-cleanup";
import { ClusterReadinessInputs } from "../../provider/resources/cluster-readiness";
import { SharedObjectInputs } from "../../provider/resources/shared-object";
import { VirtualClusterAccessInputs } from "../../provider/resources/virtual-cluster-access";
import { packageRoot } from "../support/plugin";

interface Described {
  readonly inputProperties: object;
  readonly requiredInputs: readonly string[];
}

const schema = JSON.parse(readFileSync(join(packageRoot, "schema.json"), "utf8")) as {
  readonly resources: Readonly<Record<string, Described>>;
  readonly functions: Readonly<
    Record<string, { readonly inputs: { properties: object; required: readonly string[] } }>
  >;
};
const { inputs: preflight } = schema.functions["nautes:index:clusterPreflight"]!;

test.each([
  ["ClusterCleanup", ClusterCleanupInputs],
  ["ClusterReadiness", ClusterReadinessInputs],
  ["SharedObject", SharedObjectInputs],
  ["VirtualClusterAccess", VirtualClusterAccessInputs],
  ["clusterPreflight", ClusterPreflightArgs],
] as const)("the schema describes each input of %s, and no other", (name, { shape }) => {
  const described = schema.resources[`nautes:index:${name}`] ?? {
    inputProperties: preflight.properties,
    requiredInputs: preflight.required,
  };
  expect(Object.keys(described.inputProperties).sort()).toEqual(Object.keys(shape).sort());
  const required = Object.entries<ZodType>(shape).filter(
    ([, type]) => !type.safeParse(undefined).success,
  );
  expect(described.requiredInputs).toEqual(required.map(([key]) => key));
});
