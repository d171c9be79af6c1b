import * as pulumi from "@pulumi/pulumi";

/** The configuration of an explicit provider; the same keys as `nautes:…` in the stack's configuration. */
export interface ProviderArgs {
  /** Path of the tenant's config repo below the server, e.g. `nautes/tenant`. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** Default: `main`. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** The Git server; this or `gitlab`. */
  readonly git?: pulumi.Input<GitArgs> | undefined;
  /** The GitLab server; this or `git`. */
  readonly gitlab?: pulumi.Input<GitlabArgs> | undefined;
  /** Write branches by merge requests instead of pushes; needs `gitlab`. `{}`: with the defaults. */
  readonly mergeRequest?: pulumi.Input<MergeRequestSettingsArgs> | undefined;
  /** How commits are made. */
  readonly commit?: pulumi.Input<CommitArgs> | undefined;
  /** When changes are committed. */
  readonly batch?: pulumi.Input<BatchArgs> | undefined;
  /** How long single steps may take. */
  readonly timeouts?: pulumi.Input<TimeoutArgs> | undefined;
  /** Where credentials of clusters are kept. Default: nowhere. */
  readonly vault?: pulumi.Input<VaultArgs> | undefined;
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

export interface GitlabArgs {
  /** Base URL, e.g. `https://gitlab.example.com`. Default: GITLAB_URL. */
  readonly url?: pulumi.Input<string> | undefined;
  /** A personal, group or project access token. Default: GITLAB_TOKEN, which is never written to state. */
  readonly token?: pulumi.Input<string> | undefined;
  /** PEM text. Default: the authorities of the system. */
  readonly caCertificate?: pulumi.Input<string> | undefined;
  /** How commits are made: pushed with git, or by GitLab's commits API. Default: `git`. */
  readonly transport?: pulumi.Input<"git" | "api"> | undefined;
}

export interface MergeRequestSettingsArgs {
  /** The branch that they come from. Default: `pulumi-nautes/<project>-<stack>`. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** Template with `{summary}`, `{names}`, `{stack}`, `{count}`. Default: `{summary}`. */
  readonly title?: pulumi.Input<string> | undefined;
  /** Markdown before the plan; the same template. */
  readonly description?: pulumi.Input<string> | undefined;
  /** Labels to add. */
  readonly labels?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** User names, for new ones. */
  readonly assignees?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Have GitLab remove the branch when it is merged. Default: true. */
  readonly removeSourceBranch?: pulumi.Input<boolean> | undefined;
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

/** Milliseconds for single steps, an hour at most; what an operation takes in all is `customTimeouts`. */
export interface TimeoutArgs {
  /** To reach a server by SSH, at least 1 000. Default: 20 000. */
  readonly connect?: pulumi.Input<number> | undefined;
  /** For one git command, or for one look or commit by GitLab's API, at least 10 000. Default: 300 000. */
  readonly operation?: pulumi.Input<number> | undefined;
  /** For one request to GitLab's API that reads, at least 1 000. Default: 30 000. */
  readonly read?: pulumi.Input<number> | undefined;
  /** For one request to GitLab's API that writes, at least 10 000. Default: 120 000. */
  readonly write?: pulumi.Input<number> | undefined;
  /** For one request to Vault, at least 1 000. Default: 15 000. */
  readonly vault?: pulumi.Input<number> | undefined;
  /** That a run waits for what another one may be about to take back, from 1 000 to 60 000. Default: 10 000. */
  readonly settling?: pulumi.Input<number> | undefined;
}

export interface VaultArgs {
  /** Base URL, e.g. `https://vault.example.com:8200`. Default: VAULT_ADDR. */
  readonly address?: pulumi.Input<string> | undefined;
  /** Default: VAULT_TOKEN, which is never written to state. */
  readonly token?: pulumi.Input<string> | undefined;
  /** Where the KV v2 engine is mounted. Default: `cluster`. */
  readonly mount?: pulumi.Input<string> | undefined;
  /** PEM text. Default: the file VAULT_CACERT, else the authorities of the system. */
  readonly caCertificate?: pulumi.Input<string> | undefined;
  /** Default: VAULT_NAMESPACE. */
  readonly namespace?: pulumi.Input<string> | undefined;
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

/** Configuration travels as strings: this is how the engine passes on what is not one. */
function asJson(value: unknown): pulumi.Output<string> | undefined {
  if (value === undefined) return undefined;
  return pulumi.output(value).apply((known) => JSON.stringify(known));
}

function mapValues<T, R>(map: Record<string, T>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
