import * as pulumi from "@pulumi/pulumi";

/** What a {@link ConfigMapEntries} is made of. */
export interface ConfigMapEntriesArgs {
  /** Text of the cluster's kubeconfig, plain or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
  /** Name of the ConfigMap, which must exist. */
  readonly name: pulumi.Input<string>;
  /** The key whose text is YAML, e.g. `config.yaml`. */
  readonly key: pulumi.Input<string>;
  /** Path of the list; it may choose an item by a property: `staticClients[id=nautes].redirectURIs`. */
  readonly list: pulumi.Input<string>;
  /** What is to be in the list, beside what others put there. */
  readonly values: pulumi.Input<pulumi.Input<string>[]>;
  /** How long others may be in the way. Default: 300. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
}

/** Values in a list inside the YAML text of a ConfigMap's key, which others write to as well. */
export class ConfigMapEntries extends pulumi.CustomResource {
  static readonly token = "nautes:index:ConfigMapEntries";

  constructor(name: string, args: ConfigMapEntriesArgs, opts?: pulumi.CustomResourceOptions) {
    const kubeconfig = pulumi.secret(args.kubeconfig);
    super(ConfigMapEntries.token, name, { ...args, kubeconfig }, opts);
  }
}
