import * as pulumi from "@pulumi/pulumi";
import type { BlobId } from "./claims/request";
import type { EntriesClaim, Guard, Json, Predicate, SharedClaim } from "./claims/model";

/** What a {@link ConfigFiles} is made of. */
export interface ConfigFilesArgs {
  /** The repository's path below the server. Default: the provider's. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** Default: the provider's. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** What the files are, for messages, e.g. `physical cluster pd`. */
  readonly subject: pulumi.Input<string>;
  /** Path → YAML document, or list of documents: whole files that this resource alone owns. */
  readonly documents?: Tree<Json> | undefined;
  /** Path → text: whole files that are not YAML. */
  readonly texts?: Tree<string> | undefined;
  /** Path → values that this resource owns in a list of a shared file. */
  readonly entries?: Tree<EntriesClaim> | undefined;
  /** Path → a whole file that many resources need: created if absent, deleted with the last of them. */
  readonly shared?: Tree<SharedClaim> | undefined;
  /** There must be a document like this, else the files may not be written or not be deleted. */
  readonly requires?: Deep<readonly Guard[]> | undefined;
  /** There must be no document like this, other than in the files of this resource. */
  readonly forbids?: Deep<readonly Guard[]> | undefined;
  /** Take over existing files of other content or of another owner. Default: false. */
  readonly adopt?: pulumi.Input<boolean> | undefined;
  /** Write secret values into files in clear. Default: false; such a file is refused. */
  readonly allowSecretsInFiles?: pulumi.Input<boolean> | undefined;
}

/** A value of which any part may be an output; of free data the compiler checks nothing. */
export type Deep<T> = Json extends T
  ? unknown
  : pulumi.Input<T> | (T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : never);

type Tree<T> = Deep<{ readonly [path: string]: T }>;

/** Files, and entries in shared files, of a config repo, written and taken away as one commit. */
export class ConfigFiles extends pulumi.CustomResource {
  static readonly token = "nautes:index:ConfigFiles";

  /** The commit after which all files were as asked. */
  declare readonly commit: pulumi.Output<string>;
  /** Path → blob id of those files that are not stored as this package renders them. */
  declare readonly seen: pulumi.Output<Record<string, BlobId>>;

  /** Looks up files that are registered already, by their id, `<repository>@<branch>:<first path>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): ConfigFiles {
    return new ConfigFiles(name, undefined, { ...opts, id });
  }

  constructor(
    name: string,
    args: ConfigFilesArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(ConfigFiles.token, name, { ...args, commit: undefined, seen: undefined }, opts);
    if (opts.id === undefined) announce(this, opts.parent);
  }
}

/** The configuration of an explicit provider; the same keys as `nautes:…` in the stack's configuration. */
export interface ProviderArgs {
  /** Path of the tenant's config repo below the server, e.g. `nautes/tenant`. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** Default: `main`. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** The Git server. */
  readonly git?: pulumi.Input<GitArgs> | undefined;
  /** How commits are made. */
  readonly commit?: pulumi.Input<CommitArgs> | undefined;
  /** When changes are committed. */
  readonly batch?: pulumi.Input<BatchArgs> | undefined;
  /** Repositories of products, in which no environment may name a cluster that is deregistered. */
  readonly productRepositories?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Compare the files with the repository before each preview and update. Default: true. */
  readonly detectDrift?: pulumi.Input<boolean> | undefined;
  /** Where clones are kept. Default: `pulumi-nautes` in the user's cache folder. */
  readonly cacheDirectory?: pulumi.Input<string> | undefined;
}

export interface GitArgs {
  /** A base URL `ssh://`, `https://`, `file://`, or a local folder of bare repositories. */
  readonly url: pulumi.Input<string>;
  readonly username?: pulumi.Input<string> | undefined;
  /** A password or token, for `https://`. */
  readonly password?: pulumi.Input<string> | undefined;
  /** Text of an OpenSSH private key, for `ssh://`. */
  readonly privateKey?: pulumi.Input<string> | undefined;
  /** Lines as in OpenSSH's `known_hosts`. */
  readonly knownHosts?: pulumi.Input<string> | undefined;
  /** PEM text. */
  readonly caCertificate?: pulumi.Input<string> | undefined;
  /** URL of a proxy. */
  readonly proxy?: pulumi.Input<string> | undefined;
}

export interface CommitArgs {
  /** `Name <name@example.com>` */
  readonly author?: pulumi.Input<string> | undefined;
  /** `Name <name@example.com>` */
  readonly committer?: pulumi.Input<string> | undefined;
  /** Template of the message. */
  readonly message?: pulumi.Input<string> | undefined;
  /** Further trailers. */
  readonly trailers?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
  /** Text of an OpenSSH private key that signs the commits. */
  readonly signingKey?: pulumi.Input<string> | undefined;
}

export interface BatchArgs {
  /** Milliseconds without news before a change that nothing else is known to follow is committed. */
  readonly quiet?: pulumi.Input<number> | undefined;
  /** Milliseconds for which anything known to come is waited at most. */
  readonly longest?: pulumi.Input<number> | undefined;
  /** How often a commit is tried again while others push. */
  readonly attempts?: pulumi.Input<number> | undefined;
}

/** An explicit provider, for a program that uses more than one server, branch or identity. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const { repository, branch, cacheDirectory, ...structured } = args;
    super(
      "nautes",
      name,
      { repository, branch, cacheDirectory, ...mapValues(structured, asJson) },
      opts,
    );
  }
}

/** Which files to look through, and for what. */
export interface FindDocumentsArgs {
  /** The repository's path below the server. Default: the provider's. */
  readonly repository?: string;
  /** Default: the provider's. */
  readonly branch?: string;
  /** All YAML files below this folder are looked at; empty: the whole repository. */
  readonly folder: string;
  readonly where: Predicate;
}

export interface FindDocumentsResult {
  /** Absent while the provider's own configuration is not known. */
  readonly documents?: readonly FoundDocument[];
}

export interface FoundDocument {
  readonly path: string;
  readonly document: unknown;
}

/** The YAML documents of a config repo that satisfy a predicate. */
export function findDocuments(
  args: FindDocumentsArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<FindDocumentsResult> {
  return pulumi.runtime.invoke(
    "nautes:index:findDocuments",
    { ...args },
    opts,
  ) as Promise<FindDocumentsResult>;
}

/** Configuration travels as strings: this is how the engine passes on what is not one. */
function asJson(value: unknown): pulumi.Output<string> | undefined {
  if (value === undefined) return undefined;
  return pulumi.output(value).apply((known) => JSON.stringify(known));
}

function mapValues<T, R>(map: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** Component → how many others must be registered before it, one after the other. */
const levels = new WeakMap<pulumi.Resource, number>();

/** What is to be announced of a run that is still in its synchronous phase: provider → registrations by level. */
const gathering = new Map<pulumi.Resource | undefined, Map<Issuer, number[]>>();

type Issuer = pulumi.ProviderResource | undefined;

/**
 * Says that the registration of `component` waits for those of `predecessors`; a predecessor of another stack does not
 * count, for nothing of it is registered in this run.
 */
export function follows(component: pulumi.Resource, predecessors: readonly unknown[]): void {
  const theirs = predecessors.map((one) => (isResource(one) ? (levels.get(one) ?? 0) + 1 : 0));
  levels.set(component, Math.max(0, ...theirs));
}

/**
 * Counts `resource` among those that the provider is told of, once, right after the synchronous phase of the program:
 * knowing what is to come it can commit as soon as the last of a level has arrived.
 */
function announce(resource: ConfigFiles, parent: pulumi.Resource | undefined): void {
  const stack = pulumi.runtime.getStackResource();
  const run = gathering.get(stack) ?? new Map<Issuer, number[]>();
  if (!gathering.has(stack)) {
    gathering.set(stack, run);
    // Unreferenced: a test with mocks that is over must not be kept waiting.
    setImmediate(() => send(stack)).unref();
  }
  const issuer = resource.getProvider(ConfigFiles.token);
  const counts = run.get(issuer) ?? [];
  run.set(issuer, counts);
  const level = (parent && levels.get(parent)) ?? 0;
  for (let each = 0; each <= level; each++) counts[each] ??= 0;
  counts[level] = (counts[level] ?? 0) + 1;
}

function send(stack: pulumi.Resource | undefined): void {
  const run = gathering.get(stack);
  gathering.delete(stack);
  const parallel = Number.parseInt(process.env["PULUMI_NODEJS_PARALLEL"] ?? "", 10);
  for (const [provider, counts] of run ?? []) {
    pulumi.runtime
      .invoke(
        "nautes:index:announce",
        { levels: counts, ...(parallel > 0 ? { parallel } : {}) },
        provider === undefined ? {} : { provider },
      )
      // Without it the provider commits when nothing has come for a while: slower, not wrong.
      .catch(() => undefined);
  }
}

function isResource(value: unknown): value is pulumi.Resource {
  return pulumi.Resource.isInstance(value);
}
