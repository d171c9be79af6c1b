import * as pulumi from "@pulumi/pulumi";

/** Which merge request, and whether it is waited for. */
export interface MergeRequestArgs {
  /** The repository's path below the server. Default: the provider's. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** The branch that it goes into. Default: the provider's. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** `merged` waits until it is merged, as long as `customTimeouts` say. Default: `open`. */
  readonly wait?: pulumi.Input<"open" | "merged"> | undefined;
}

/**
 * Where the stack's changes of a branch stand that is written by merge requests (`nautes:mergeRequest`). Let it depend
 * on all that registers something there: what depends on it comes after the merge, if it waits for that.
 */
export class MergeRequest extends pulumi.CustomResource {
  static readonly token = "nautes:index:MergeRequest";

  /** Its number in the project; undefined: there is none. */
  declare readonly iid: pulumi.Output<number | undefined>;
  /** Its page. */
  declare readonly webUrl: pulumi.Output<string | undefined>;
  /** `outdated`: its target moved so that it cannot be merged, or it does not tell all; `none`: nothing was ever to be merged. */
  declare readonly state: pulumi.Output<"none" | "opened" | "outdated" | "merged" | "closed">;

  constructor(name: string, args: MergeRequestArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const outputs = { iid: undefined, webUrl: undefined, state: undefined };
    super(MergeRequest.token, name, { ...args, ...outputs }, opts);
  }
}
