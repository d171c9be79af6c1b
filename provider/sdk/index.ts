export { follows } from "./announce";
export { ConfigFiles } from "./config-files";
export type { ConfigFilesArgs, Deep } from "./config-files";
export { findDocuments } from "./find-documents";
export type { FindDocumentsArgs, FindDocumentsResult, FoundDocument } from "./find-documents";
export { Provider } from "./provider";
export type { BatchArgs, CommitArgs, GitArgs, ProviderArgs } from "./provider";
