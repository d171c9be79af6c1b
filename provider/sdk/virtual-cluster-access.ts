import * as pulumi from "@pulumi/pulumi";

/** Where a virtual cluster runs, and where its API answers. */
export interface VirtualClusterAccessArgs {
  /** Of the host cluster, as text or in base64; always kept secret. */
  readonly hostKubeconfig: pulumi.Input<string>;
  /** The namespace on the host. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the vcluster release; its Secret is `vc-<name>`. */
  readonly name: pulumi.Input<string>;
  /** URL at which the virtual API answers. */
  readonly server: pulumi.Input<string>;
  /** The context of the Secret's kubeconfig. Default: its current one. */
  readonly context?: pulumi.Input<string> | undefined;
  /** How long it is waited for. Default: 900. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
}

/** The kubeconfig of a virtual cluster, once its API answers. */
export class VirtualClusterAccess extends pulumi.CustomResource {
  static readonly token = "nautes:index:VirtualClusterAccess";

  /** Secret; its server is `server`. */
  declare readonly kubeconfig: pulumi.Output<string>;

  constructor(
    name: string,
    args: VirtualClusterAccessArgs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(
      VirtualClusterAccess.token,
      name,
      { ...args, hostKubeconfig: pulumi.secret(args.hostKubeconfig), kubeconfig: undefined },
      { additionalSecretOutputs: ["kubeconfig"], ...opts },
    );
  }
}
