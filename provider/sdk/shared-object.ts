import * as pulumi from "@pulumi/pulumi";

/** An object that several resources need, and one of them. */
export interface SharedObjectArgs {
  /** As text or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Tells the cluster from others, whatever its kubeconfig: another one is another object. */
  readonly clusterIdentifier?: pulumi.Input<string> | undefined;
  /** What is created if it is absent: `apiVersion`, `kind`, `metadata` and what else it has. */
  readonly manifest: pulumi.Input<object>;
  /** The label by which it is known as ours. */
  readonly owner: pulumi.Input<{
    readonly label: pulumi.Input<string>;
    readonly value: pulumi.Input<string>;
  }>;
  /** Who needs it: unique among those that do, and without a comma. */
  readonly user: pulumi.Input<string>;
  /** How long the end of an object that is being deleted is waited for. Default: 300. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
}

/** An object on a cluster that is created with its first user and deleted with its last. */
export class SharedObject extends pulumi.CustomResource {
  static readonly token = "nautes:index:SharedObject";

  constructor(name: string, args: SharedObjectArgs, opts: pulumi.CustomResourceOptions = {}) {
    const inputs = { ...args, kubeconfig: pulumi.secret(args.kubeconfig) };
    super(SharedObject.token, name, inputs, opts);
  }
}
