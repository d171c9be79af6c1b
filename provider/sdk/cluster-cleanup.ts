import * as pulumi from "@pulumi/pulumi";
import type { WebhookConfigurationRef } from "./cluster-readiness";
import type { Deep } from "./config-files";

/** What the releases of a cluster leave behind. */
export interface ClusterCleanupArgs {
  /** As text or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** CRDs, `<plural>.<group>`. */
  readonly crds?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** Delete `crds`, with every custom resource of theirs. Default: false; they stay, and a warning says so. */
  readonly deleteCrds?: pulumi.Input<boolean> | undefined;
  /** Deleted if an uninstallation left them: without their server they block the cluster. */
  readonly webhookConfigurations?: Deep<readonly WebhookConfigurationRef[]> | undefined;
  /** Looked into for what would keep them from being deleted. */
  readonly namespaces?: pulumi.Input<readonly pulumi.Input<string>[]> | undefined;
  /** How long the end of CRDs is waited for. Default: 300. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
}

/** That nothing half deleted is installed upon, and that releases leave nothing behind but what is said. */
export class ClusterCleanup extends pulumi.CustomResource {
  static readonly token = "nautes:index:ClusterCleanup";

  constructor(name: string, args: ClusterCleanupArgs, opts: pulumi.CustomResourceOptions = {}) {
    const inputs = { ...args, kubeconfig: pulumi.secret(args.kubeconfig) };
    super(ClusterCleanup.token, name, inputs, opts);
  }
}
