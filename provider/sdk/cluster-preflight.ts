import * as pulumi from "@pulumi/pulumi";

/** What to look at on a cluster before anything is changed. */
export interface ClusterPreflightArgs {
  /** As text or in base64; always kept secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** The lowest Kubernetes that will do, e.g. `1.28`. */
  readonly minVersion?: pulumi.Input<string> | undefined;
  /** The first Kubernetes that will not do. */
  readonly belowVersion?: pulumi.Input<string> | undefined;
  /** Ports that must be free. */
  readonly nodePorts?: pulumi.Input<readonly WantedNodePort[]> | undefined;
  /** Charts that must be had. */
  readonly charts?: pulumi.Input<readonly WantedChart[]> | undefined;
  /** Namespaces that must not be there already, unless they are one's own, and not be on their way out. */
  readonly namespaces?: pulumi.Input<readonly WantedNamespace[]> | undefined;
  /** Helm releases of which is to be said why they are not deployed, if an earlier run began them. */
  readonly releases?: pulumi.Input<readonly WantedRelease[]> | undefined;
  /** What the kubeconfig's user must be allowed: to install components, or to make a runtime. Default: `install`. */
  readonly rights?: pulumi.Input<"install" | "runtime"> | undefined;
  /** How long each check may take. Default: 30. */
  readonly timeoutSeconds?: pulumi.Input<number> | undefined;
}

export interface WantedNodePort {
  readonly port: number;
  /** What it is for: `the gateway's HTTPS`. */
  readonly what: string;
  /** `<namespace>/<name>` of the Service that may hold it; `*` for any name. */
  readonly service?: string | undefined;
}

export interface WantedNamespace {
  readonly name: string;
  /** What shows that one that is there is one's own. Default: it may be anybody's. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface WantedChart {
  /** URL of an HTTP repository; undefined: `name` is an `oci://` reference, or a local folder. */
  readonly repository?: string | undefined;
  readonly name: string;
  readonly version?: string | undefined;
}

export interface WantedRelease {
  readonly name: string;
  readonly namespace: string;
}

export interface ClusterPreflightResult {
  /** Absent while the provider's own configuration is not known. */
  readonly problems?: readonly PreflightProblem[];
  /** What an update may mend: each a whole sentence, and the remedy. */
  readonly warnings?: readonly string[];
}

export interface PreflightProblem {
  readonly code: string;
  /** A whole sentence, and the remedy. */
  readonly message: string;
}

/** What would make an installation on a cluster fail; changes nothing. Not asked while an argument is unknown. */
export function clusterPreflight(
  args: ClusterPreflightArgs,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ClusterPreflightResult> {
  return pulumi.runtime.invokeOutput(
    "nautes:index:clusterPreflight",
    { ...args, kubeconfig: pulumi.secret(args.kubeconfig) },
    opts,
  );
}
