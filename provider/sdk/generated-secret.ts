import * as pulumi from "@pulumi/pulumi";

/** What a {@link GeneratedSecret} is made of. */
export interface GeneratedSecretArgs {
  /** Characters: 16 to 256. Default: 32. */
  readonly length?: pulumi.Input<number> | undefined;
  /** A change of these makes a new one. */
  readonly keepers?: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;
}

/** Random letters and digits, made once and kept in the state. */
export class GeneratedSecret extends pulumi.CustomResource {
  static readonly token = "nautes:index:GeneratedSecret";

  /** Always secret. */
  declare readonly value: pulumi.Output<string>;

  constructor(name: string, args: GeneratedSecretArgs = {}, opts?: pulumi.CustomResourceOptions) {
    super(GeneratedSecret.token, name, { ...args, value: undefined }, opts);
  }
}
