import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { kubeconfigText } from "../registration";

/** A cluster on which a component installs something. */
export interface Site {
  /** What the resources become children of. */
  readonly component: pulumi.ComponentResource;
  /** Begins the names of the resources. */
  readonly name: string;
  /** If it is virtual, also its namespace on its host. */
  readonly clusterName: pulumi.Input<string>;
  /** Always secret. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly provider: Provider;
  /** What must be there before anything is installed. */
  readonly after: readonly pulumi.Resource[];
  /** For every resource on the cluster. */
  readonly options: pulumi.CustomResourceOptions;
  /** The cluster that it runs on, if it is virtual. */
  readonly host?: Site | undefined;
}

interface SiteArgs {
  readonly component: pulumi.ComponentResource;
  readonly name: string;
  /** Identifies the cluster for good, whatever its kubeconfig: a rotation replaces nothing. */
  readonly clusterName: pulumi.Input<string>;
  /** As text. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly after: readonly pulumi.Resource[];
  readonly ifUnreachable: "fail" | "detach";
  /** With it all of the cluster goes. */
  readonly deletedWith?: pulumi.Resource;
  /** Those of the component, as far as they mean what it consists of, too. */
  readonly opts: pulumi.ComponentResourceOptions;
  /** If it is virtual. */
  readonly host?: Site;
}

/** A cluster to install on; `detach` forgets what is installed when it is to be deleted, without asking the cluster. */
export function site(args: SiteArgs): Site {
  const { component, name, clusterName, kubeconfig, after, ifUnreachable, deletedWith } = args;
  const detach = ifUnreachable === "detach";
  const provider = new Provider(
    `${name}-kubernetes`,
    {
      kubeconfig,
      clusterIdentifier: clusterName,
      // Not deleteUnreachable: with it a refresh would forget all that is on a cluster that is away for a moment.
      ...(detach ? { skipUpdateUnreachable: true } : {}),
    },
    { parent: component },
  );
  const options = {
    ...(detach || args.opts.retainOnDelete === true ? { retainOnDelete: true } : {}),
    ...(args.opts.customTimeouts === undefined ? {} : { customTimeouts: args.opts.customTimeouts }),
    ...(deletedWith === undefined ? {} : { deletedWith }),
  };
  return { component, name, clusterName, kubeconfig, provider, after, options, host: args.host };
}

/** A kubeconfig as text, which the Kubernetes provider takes only; always secret. */
export function secretText(kubeconfig: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.secret(kubeconfig).apply((given) => kubeconfigText(given) ?? given);
}
