import type {
  DeploymentRuntimeArgs,
  DeploymentRuntimeFacts,
  HostClusterArgs,
  HostClusterFacts,
  PhysicalClusterArgs,
  PhysicalClusterFacts,
  Registration,
  VirtualClusterArgs,
  VirtualClusterFacts,
} from "./args";

export type * from "./args";
export { categories, categoriesOf, categoryNames, settableCategoriesOf } from "./categories";
export type { Category, ClusterClass } from "./categories";
export { InvalidArguments } from "./problems";
export type { Problem } from "./problems";
export * as repoLayout from "./repo-layout";
export { specimensFor } from "./specimens";

/** What a physical worker consists of. @throws InvalidArguments */
export function registerPhysicalCluster(
  args: PhysicalClusterArgs,
): Registration<PhysicalClusterFacts> {
  throw new Error(`${args.clusterName} cannot be registered yet`);
}

/** What a host consists of. @throws InvalidArguments */
export function registerHostCluster(args: HostClusterArgs): Registration<HostClusterFacts> {
  throw new Error(`${args.clusterName} cannot be registered yet`);
}

/** What a virtual worker consists of. @throws InvalidArguments */
export function registerVirtualCluster(
  args: VirtualClusterArgs,
): Registration<VirtualClusterFacts> {
  throw new Error(`${args.clusterName} cannot be registered yet`);
}

/** What a deployment runtime consists of, in the product's `default.project`. @throws InvalidArguments */
export function registerDeploymentRuntime(
  args: DeploymentRuntimeArgs,
): Registration<DeploymentRuntimeFacts> {
  throw new Error(`${args.runtimeName} cannot be registered yet`);
}
