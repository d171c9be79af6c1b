import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Decoded, ValuePath } from "./codec";
import type { Json } from "./claims/model";
import { configChanges, configProblems, credentialKeys, settingsFrom } from "./config/settings";
import { engineProcess } from "./engine-process";
import { NautesError } from "./errors";
import { announce } from "./functions/announce";
import { clusterPreflight } from "./functions/cluster-preflight";
import { getCluster, listClusters } from "./functions/clusters";
import { DeclaredFiles } from "./functions/declared-files";
import { findDocuments } from "./functions/find-documents";
import type { ProviderFunction } from "./functions/function";
import { gitlabIds } from "./functions/gitlab-ids";
import { runtimeFunctions } from "./functions/runtimes";
import type { Log } from "./log";
import { clusterCleanup } from "./resources/cluster-cleanup";
import { clusterCredential } from "./resources/cluster-credential";
import { clusterReadiness } from "./resources/cluster-readiness";
import { configFiles } from "./resources/config-files";
import { configMapEntries } from "./resources/config-map-entries";
import { generatedSecret } from "./resources/generated-secret";
import { mergeRequest } from "./resources/merge-request";
import type { Encodable, Failure, Operation, PropertyChange, Resource } from "./resources/resource";
import { sharedObject } from "./resources/shared-object";
import type { RecordOwner } from "./preview-record";
import { virtualClusterAccess } from "./resources/virtual-cluster-access";
import { Session } from "./session";
import { packageFolder } from "./version";

/** What the engine says of itself and of the provider. */
type EngineSide = Omit<RecordOwner, "engine">;

type Values = Readonly<Record<string, Json>>;

/** One configured provider: its resources and functions by token, free of gRPC. */
export class NautesProvider {
  readonly #log: Log;
  #session: Session | undefined;
  #resources: ReadonlyMap<string, Resource> = new Map();
  #functions: ReadonlyMap<string, ProviderFunction> = new Map();

  constructor(log: Log) {
    this.#log = log;
  }

  schema(): string {
    return readFileSync(join(packageFolder, "schema.json"), "utf8");
  }

  checkConfig(args: Values, environment: NodeJS.ProcessEnv): Failure[] {
    return configProblems(args, environment);
  }

  /** What of the configuration is to be kept secret. */
  secretConfig(args: Values): ValuePath[] {
    return credentialKeys(args).map((key) => [key]);
  }

  diffConfig(olds: Values, news: Values): PropertyChange[] {
    return configChanges(olds, news);
  }

  /** @throws invalid-configuration */
  configure(args: Values, environment: NodeJS.ProcessEnv, engine: EngineSide): void {
    const owner = { ...engine, engine: engineProcess() };
    const session = new Session(settingsFrom(args, environment), this.#log, owner);
    this.#session = session;
    this.#resources = new Map([
      ["nautes:index:ClusterCleanup", clusterCleanup(session)],
      ["nautes:index:ClusterCredential", clusterCredential(session)],
      ["nautes:index:ClusterReadiness", clusterReadiness(session)],
      ["nautes:index:ConfigFiles", configFiles(session)],
      ["nautes:index:ConfigMapEntries", configMapEntries(session)],
      ["nautes:index:GeneratedSecret", generatedSecret()],
      ["nautes:index:MergeRequest", mergeRequest(session)],
      ["nautes:index:SharedObject", sharedObject(session)],
      ["nautes:index:VirtualClusterAccess", virtualClusterAccess(session)],
    ]);
    const files = new DeclaredFiles(session);
    const runtimes = runtimeFunctions(session, files);
    this.#functions = new Map([
      ["nautes:index:announce", announce(session)],
      ["nautes:index:clusterPreflight", clusterPreflight(session)],
      ["nautes:index:findDocuments", findDocuments(session)],
      ["nautes:index:getCluster", getCluster(session, files)],
      ["nautes:index:getDeploymentRuntime", runtimes.get],
      ["nautes:index:gitlabIds", gitlabIds(session)],
      ["nautes:index:listClusters", listClusters(session, files)],
      ["nautes:index:listDeploymentRuntimes", runtimes.list],
    ]);
  }

  /** Learns from a call whether this run is a preview. */
  heard(isPreview: boolean): void {
    this.#session?.pin.heard(isPreview);
  }

  /** Whether the engine is to refresh this resource before every preview and update. */
  detectsDrift({ drifts }: Resource): boolean {
    return drifts && (this.#session?.settings.detectDrift ?? true);
  }

  resource(type: string): Resource {
    return found(this.#resources, type, "resource");
  }

  async invoke(
    token: string,
    args: Decoded,
    call: Operation,
  ): Promise<Encodable | { failures: readonly Failure[] }> {
    return found(this.#functions, token, "function")(args, call);
  }

  cancel(): void {
    this.#session?.cancel();
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }
}

function found<T>(table: ReadonlyMap<string, T>, token: string, kind: string): T {
  const entry = table.get(token);
  if (entry !== undefined) return entry;
  const known = [...table.keys()].join(", ");
  throw new NautesError("not-found", `The nautes provider has no ${kind} ${token}.`, {
    remedy:
      known === ""
        ? "It is not configured yet: run the engine's Configure first."
        : `It has ${known}. Install plugin and package of one version.`,
  });
}
