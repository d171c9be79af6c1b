import * as pulumi from "@pulumi/pulumi";
import type { Guard } from "../claims/model";
import type { Deep } from "./config-files";

/** An admission webhook configuration. */
export interface WebhookConfigurationRef {
  readonly kind: "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration";
  readonly name: string;
}

/** A Secret that a release reads and that somebody else makes. */
export interface RequiredSecret {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** What to do when it is not there, a whole sentence. */
  readonly remedy: string;
}

/** Which object of a cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** What must work before a cluster counts as ready, and must be gone before its operators go. */
export interface ClusterReadinessArgs {
  /** As text or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Each must be there, with a CA for each of its webhooks. */
  readonly webhooks?: Deep<readonly WebhookConfigurationRef[]> | undefined;
  /** Manifests that the API server must accept in a dry run. */
  readonly probes?: pulumi.Input<readonly unknown[]> | undefined;
  /** Must exist with these keys. */
  readonly secrets?: Deep<readonly RequiredSecret[]> | undefined;
  /** CRDs, `<plural>.<group>`, of whose custom resources none may be left when this is deleted, in that order. */
  readonly drain?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** Delete all custom resources of `drain` then, instead of failing when a finalizer holds any. Default: false. */
  readonly deleteCustomResources?: pulumi.Input<boolean> | undefined;
  /** Custom resources that do not count then: whoever made them deletes them before their operator goes. */
  readonly except?: Deep<readonly ObjectReference[]> | undefined;
  /** What no file may say when this is deleted, as far as `forbids` is for a release. */
  readonly forbids?: Deep<readonly Guard[]> | undefined;
  /** The repository of the files that are looked at. Default: the provider's. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** Default: the provider's. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** Where no webhook may keep things from being deleted when this is deleted: it is tried there, without effect. */
  readonly namespaces?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** How long readiness, and the end of custom resources, is waited for. Default: 300. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
  /** Any text; a change of it means: look again. */
  readonly revision?: pulumi.Input<string> | undefined;
}

/** That what is installed on a cluster works, and that no operator goes before its custom resources. */
export class ClusterReadiness extends pulumi.CustomResource {
  static readonly token = "nautes:index:ClusterReadiness";

  constructor(name: string, args: ClusterReadinessArgs, opts: pulumi.CustomResourceOptions = {}) {
    const inputs = { ...args, kubeconfig: pulumi.secret(args.kubeconfig) };
    super(ClusterReadiness.token, name, inputs, opts);
  }
}
