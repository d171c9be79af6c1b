import * as pulumi from "@pulumi/pulumi";

/** Whose numbers are wanted, by full paths. */
export interface GitlabIdsArgs {
  /** e.g. `shop` or `retail/eu/shop` */
  readonly group?: string;
  /** e.g. `shop/deploy-config` */
  readonly project?: string;
}

/** Empty if the provider is not configured for GitLab. */
export interface GitlabIdsResult {
  readonly groupId?: number;
  readonly projectId?: number;
  /** Where the project's repository is cloned from, over SSH and over HTTPS. */
  readonly sshUrl?: string;
  readonly httpUrl?: string;
}

/** The numbers of a group and of a project of the GitLab server. */
export function gitlabIds(
  args: GitlabIdsArgs,
  opts: pulumi.InvokeOptions = {},
): Promise<GitlabIdsResult> {
  return pulumi.runtime.invoke(
    "nautes:index:gitlabIds",
    { ...args },
    opts,
  ) as Promise<GitlabIdsResult>;
}
