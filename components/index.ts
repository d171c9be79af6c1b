export type {
  ClusterArgs,
  ComponentArgs,
  ComponentsArgs,
  CredentialArgs,
  HostClusterReference,
  LeavesInput,
  TenantArgs,
  WorkerArgs,
  WorkerClusterReference,
} from "./args";
export { DeploymentRuntime } from "./deployment-runtime";
export type {
  DeploymentRuntimeArgs,
  DestinationArgs,
  ManifestSourceArgs,
  RuntimeClusterGiven,
} from "./deployment-runtime";
export { HostCluster } from "./host-cluster";
export type { HostClusterArgs } from "./host-cluster";
export { PhysicalCluster } from "./physical-cluster";
export type { PhysicalClusterArgs } from "./physical-cluster";
export { VirtualCluster } from "./virtual-cluster";
export type { HostClusterGiven, VirtualClusterArgs } from "./virtual-cluster";
export {
  ClusterCredential,
  ConfigFiles,
  GeneratedSecret,
  Provider,
  findDocuments,
} from "../provider/sdk";
export type {
  BatchArgs,
  ClusterCredentialArgs,
  CommitArgs,
  ConfigFilesArgs,
  FindDocumentsArgs,
  FindDocumentsResult,
  FoundDocument,
  GeneratedSecretArgs,
  GitArgs,
  ProviderArgs,
  VaultArgs,
} from "../provider/sdk";
