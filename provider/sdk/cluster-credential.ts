import * as pulumi from "@pulumi/pulumi";

/** What a {@link ClusterCredential} is made of. */
export interface ClusterCredentialArgs {
  readonly clusterName: pulumi.Input<string>;
  /** URL of the API server; it replaces the first cluster's server in the kubeconfig. */
  readonly apiServer: pulumi.Input<string>;
  /** Text of the kubeconfig, plain or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Where the KV v2 engine is mounted. Default: the provider's. */
  readonly mount?: pulumi.Input<string> | undefined;
  /** `pull`: Nautes' operators need it, so that a warning is given if it is not kept; `push`: nothing does. */
  readonly purpose: pulumi.Input<"push" | "pull">;
  /** Take over what somebody else keeps there. Default: false. */
  readonly adopt?: pulumi.Input<boolean> | undefined;
}

/** The kubeconfig of a cluster, kept in Vault where Nautes' operators look for it. */
export class ClusterCredential extends pulumi.CustomResource {
  static readonly token = "nautes:index:ClusterCredential";

  /** Where it is kept: `<mount>/kubernetes/<cluster>/default/admin`. */
  declare readonly path: pulumi.Output<string>;
  /** Version of the secret; 0: it is not kept. */
  declare readonly version: pulumi.Output<number>;
  /** Whether it is kept; false while no Vault is configured. */
  declare readonly stored: pulumi.Output<boolean>;

  constructor(name: string, args: ClusterCredentialArgs, opts?: pulumi.CustomResourceOptions) {
    const outputs = { path: undefined, version: undefined, stored: undefined };
    const kubeconfig = pulumi.secret(args.kubeconfig);
    super(ClusterCredential.token, name, { ...args, kubeconfig, ...outputs }, opts);
  }
}
