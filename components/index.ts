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
  CodeRepoCredentialsArgs,
  DeploymentRuntimeArgs,
  DestinationArgs,
  ManifestSourceArgs,
  RuntimeClusterGiven,
} from "./deployment-runtime";
export { HostCluster } from "./host-cluster";
export type { HostClusterArgs } from "./host-cluster";
export { PhysicalCluster } from "./physical-cluster";
export type { PhysicalClusterArgs } from "./physical-cluster";
export {
  InvalidRequest,
  argsFromCliFile,
  clusterArgsFromRequest,
  fillRequest,
  requestVariables,
  requestsIn,
  runtimeArgsFromRequest,
} from "./requests";
export type {
  CliFile,
  CliFileOptions,
  ClusterFromRequest,
  ClusterRequestOptions,
  FoundRequest,
  FromRequest,
  OtherCliDocument,
  RequestBody,
  RequestMeaning,
  RequestNote,
  RequestOrigin,
  RequestProblem,
  RequestVariable,
  RuntimeFromRequest,
  RuntimeRequestOptions,
} from "./requests";
export { VirtualCluster } from "./virtual-cluster";
export type { HostClusterGiven, VirtualClusterArgs } from "./virtual-cluster";
export {
  ClusterCleanup,
  ClusterCredential,
  ClusterReadiness,
  ConfigFiles,
  ConfigMapEntries,
  GeneratedSecret,
  MergeRequest,
  Provider,
  SharedObject,
  VirtualClusterAccess,
  clusterPreflight,
  findDocuments,
} from "../provider/sdk";
export type {
  BatchArgs,
  ClusterCleanupArgs,
  ClusterCredentialArgs,
  ClusterPreflightArgs,
  ClusterPreflightResult,
  ClusterReadinessArgs,
  CommitArgs,
  ConfigFilesArgs,
  ConfigMapEntriesArgs,
  FindDocumentsArgs,
  FindDocumentsResult,
  FoundDocument,
  GeneratedSecretArgs,
  GitArgs,
  GitlabArgs,
  MergeRequestArgs,
  MergeRequestSettingsArgs,
  ObjectReference,
  PreflightProblem,
  ProviderArgs,
  RequiredSecret,
  SharedObjectArgs,
  VaultArgs,
  VirtualClusterAccessArgs,
  WantedChart,
  WantedNamespace,
  WantedNodePort,
  WebhookConfigurationRef,
} from "../provider/sdk";
