import type * as pulumi from "@pulumi/pulumi";
import { asked, askedOutput } from "./answer";
import type { UnreadableFile } from "./clusters";

/** Whose runtimes are looked at. */
interface ProductArgs {
  /** Its group's path, or its id `product-<n>`. */
  readonly product: string;
  /** The product's config repo. Default: `<product>/default.project`; of an id the one whose files have it, else what GitLab tells. */
  readonly repository?: string;
  /** Default: the provider's. */
  readonly branch?: string;
}

/** Which deployment runtime is wanted. */
export interface GetDeploymentRuntimeArgs extends ProductArgs {
  readonly runtimeName: string;
}

/** What deployment runtimes are wanted: all that are as each of the selectors says. */
export interface ListDeploymentRuntimesArgs extends ProductArgs {
  /** Those that deploy one of these, at least. */
  readonly projects?: readonly string[];
  /** The name of a code repo in the product's group, its full path (also in a group below), or its id `repo-<n>`. */
  readonly codeRepo?: string;
  readonly environment?: string;
}

/** {@link GetDeploymentRuntimeArgs}, any of which may be an output. */
export interface GetDeploymentRuntimeOutputArgs extends ProductOutputArgs {
  readonly runtimeName: pulumi.Input<string>;
}

/** {@link ListDeploymentRuntimesArgs}, any of which may be an output. */
export interface ListDeploymentRuntimesOutputArgs extends ProductOutputArgs {
  readonly projects?: pulumi.Input<readonly pulumi.Input<string>[]>;
  readonly codeRepo?: pulumi.Input<string>;
  readonly environment?: pulumi.Input<string>;
}

interface ProductOutputArgs {
  readonly product: pulumi.Input<string>;
  readonly repository?: pulumi.Input<string>;
  readonly branch?: pulumi.Input<string>;
}

/** A deployment runtime as the product's config repo records it; what no file has, or what is not known before the update, is absent. */
export interface GetDeploymentRuntimeResult {
  readonly runtimeName: string;
  readonly repository: string;
  /** Its file. */
  readonly path: string;
  /** Its product's group. */
  readonly product?: string;
  /** `product-<n>` */
  readonly productId?: string;
  readonly projects: readonly string[];
  readonly manifestSource: {
    /** Its name, if it is in the group that `repository` is in, else its full path, as DeploymentRuntime takes it; absent: neither a file nor GitLab tells it. */
    readonly codeRepo?: string;
    /** `repo-<n>` */
    readonly codeRepoId?: string;
    readonly targetRevision?: string;
    readonly path?: string;
  };
  readonly destination: {
    readonly environment?: string;
    readonly namespaces: readonly string[];
  };
  readonly account: string;
  /** That of its environment; absent: no file declares that. */
  readonly clusterName?: string;
}

export interface ListDeploymentRuntimesResult {
  /** In the order of their files. */
  readonly deploymentRuntimes: readonly GetDeploymentRuntimeResult[];
  /** Files that may have declared more, or told more of these. */
  readonly unreadable: readonly UnreadableFile[];
}

/** What a product's config repo records of a deployment runtime, as of the head and what this preview has planned; fails if it has none of that name. */
export function getDeploymentRuntime(
  args: GetDeploymentRuntimeArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<GetDeploymentRuntimeResult> {
  return asked("getDeploymentRuntime", args, opts);
}

/** {@link getDeploymentRuntime} with arguments that may be outputs. */
export function getDeploymentRuntimeOutput(
  args: GetDeploymentRuntimeOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<GetDeploymentRuntimeResult> {
  return askedOutput("getDeploymentRuntime", args, opts);
}

/** What a product's config repo records of all deployment runtimes that are as the selectors say, as of the head and what this preview has planned. */
export function listDeploymentRuntimes(
  args: ListDeploymentRuntimesArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<ListDeploymentRuntimesResult> {
  return asked("listDeploymentRuntimes", args, opts);
}

/** {@link listDeploymentRuntimes} with arguments that may be outputs. */
export function listDeploymentRuntimesOutput(
  args: ListDeploymentRuntimesOutputArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ListDeploymentRuntimesResult> {
  return askedOutput("listDeploymentRuntimes", args, opts);
}
