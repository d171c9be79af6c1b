export { follows } from "./announce";
export { ClusterCleanup } from "./cluster-cleanup";
export type { ClusterCleanupArgs } from "./cluster-cleanup";
export { clusterPreflight } from "./cluster-preflight";
export type {
  ClusterPreflightArgs,
  ClusterPreflightResult,
  PreflightProblem,
  WantedChart,
  WantedNamespace,
  WantedNodePort,
  WantedRelease,
} from "./cluster-preflight";
export { ClusterReadiness } from "./cluster-readiness";
export type {
  ClusterReadinessArgs,
  ObjectReference,
  RequiredSecret,
  WebhookConfigurationRef,
} from "./cluster-readiness";
export { ClusterCredential } from "./cluster-credential";
export type { ClusterCredentialArgs } from "./cluster-credential";
export { getCluster, getClusterOutput, listClusters, listClustersOutput } from "./clusters";
export type {
  ClusterComponentRecord,
  GetClusterArgs,
  GetClusterOutputArgs,
  GetClusterResult,
  ListClustersArgs,
  ListClustersOutputArgs,
  ListClustersResult,
  UnreadableFile,
} from "./clusters";
export { ConfigFiles } from "./config-files";
export type { ConfigFilesArgs } from "./config-files";
export { ConfigMapEntries } from "./config-map-entries";
export type { ConfigMapEntriesArgs } from "./config-map-entries";
export { findDocuments } from "./find-documents";
export type { FindDocumentsArgs, FindDocumentsResult, FoundDocument } from "./find-documents";
export { GeneratedSecret } from "./generated-secret";
export type { GeneratedSecretArgs } from "./generated-secret";
export { gitlabIds } from "./gitlab-ids";
export type { GitlabIdsArgs, GitlabIdsResult } from "./gitlab-ids";
export { MergeRequest } from "./merge-request";
export type { MergeRequestArgs } from "./merge-request";
export { Provider } from "./provider";
export type {
  BatchArgs,
  CommitArgs,
  GitArgs,
  GitlabArgs,
  MergeRequestSettingsArgs,
  ProviderArgs,
  TimeoutArgs,
  VaultArgs,
} from "./provider";
export {
  getDeploymentRuntime,
  getDeploymentRuntimeOutput,
  listDeploymentRuntimes,
  listDeploymentRuntimesOutput,
} from "./runtimes";
export type {
  GetDeploymentRuntimeArgs,
  GetDeploymentRuntimeOutputArgs,
  GetDeploymentRuntimeResult,
  ListDeploymentRuntimesArgs,
  ListDeploymentRuntimesOutputArgs,
  ListDeploymentRuntimesResult,
} from "./runtimes";
export { SharedObject } from "./shared-object";
export type { SharedObjectArgs } from "./shared-object";
export { VirtualClusterAccess } from "./virtual-cluster-access";
export type { VirtualClusterAccessArgs } from "./virtual-cluster-access";
