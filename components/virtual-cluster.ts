import * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../provider/sdk";
import { follows } from "../provider/sdk";
import type {
  ClusterArgs,
  HostClusterReference,
  LeavesInput,
  WorkerArgs,
  WorkerClusterReference,
} from "./args";
import type { HostCluster } from "./host-cluster";
import { Component } from "./component";
import { apart } from "./install/chart-values";
import { leaves } from "./install/planned";
import { redirectUris } from "./install/sign-in";
import { installVirtual } from "./install/virtual";
import {
  asGiven,
  carriedBy,
  predecessors,
  publish,
  referenceTo,
  secretKubeconfig,
} from "./references";
import { registered } from "./registered";
import { deliveryOf, registerVirtualCluster } from "./registration";

/** What a virtual cluster needs to know of a host that is in another stack. */
export type HostClusterGiven = Omit<HostClusterReference, "primaryDomain">;

/** Arguments of a {@link VirtualCluster}. */
export interface VirtualClusterArgs extends ClusterArgs, WorkerArgs {
  /** A host of this program, or what its `reference` output says, which may come from a stack reference. */
  readonly hostCluster:
    HostCluster | LeavesInput<HostClusterGiven> | pulumi.Input<HostClusterGiven>;
  /** NodePort of its API on the host. Default: the port in `apiServer`. */
  readonly httpsNodePort?: pulumi.Input<number> | undefined;
}

/** A cluster inside a host that products work on, registered in the tenant's config repo. */
export class VirtualCluster extends Component {
  readonly clusterName: string;
  readonly apiServer: pulumi.Output<string>;
  readonly primaryDomain: pulumi.Output<string>;
  /** Name of its host. */
  readonly hostCluster: pulumi.Output<string>;
  /** NodePort of its API on the host. */
  readonly nodePort: pulumi.Output<number>;
  readonly argocdUrl: pulumi.Output<string>;
  /** Pipeline clusters only. */
  readonly tektonUrl: pulumi.Output<string | undefined>;
  /** What a runtime of another stack must know; make it an output of this stack. */
  readonly reference: pulumi.Output<WorkerClusterReference>;
  /** Everything that the config repo holds for this cluster. */
  readonly registration: ConfigFiles;

  constructor(name: string, args: VirtualClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Without types there may be none; what is missing is reported like any other mistake.
    const given = { ...args };
    const hosts = predecessors(given.hostCluster);
    super(
      "nautes:index:VirtualCluster",
      name,
      pulumi.mergeOptions(opts, { dependsOn: [...hosts] }),
    );
    follows(this, hosts);
    this.clusterName = given.clusterName ?? name;

    const { args: described, values } = apart({ ...given, clusterName: this.clusterName });
    const hostCluster = referenceTo(given.hostCluster, knownOfHost);
    const cluster = registered(this, registerVirtualCluster, { ...described, hostCluster }, hosts);
    this.apiServer = cluster.fact("apiServer");
    this.primaryDomain = cluster.fact("primaryDomain");
    this.argocdUrl = cluster.fact("argocdUrl");
    const signing = { component: this, name, args: described, facts: this, opts };
    const pushed =
      cluster.sound && deliveryOf(given) === "push"
        ? installVirtual({
            component: this,
            name,
            args: { ...described, hostCluster: hostLeaves(given.hostCluster) },
            apiServer: this.apiServer,
            values,
            leaving: cluster.leaving(),
            after: hosts,
            write: (after) => cluster.write(`${name}-registration`, opts, after),
            signIn: (after) => redirectUris(signing, after),
            opts,
          })
        : undefined;
    this.registration = pushed?.registration ?? cluster.write(`${name}-registration`, opts);
    if (cluster.sound && pushed === undefined) redirectUris(signing, [this.registration]);
    this.hostCluster = cluster.fact("hostCluster");
    this.nodePort = cluster.fact("nodePort");
    this.tektonUrl = cluster.fact("tektonUrl");
    carriedBy(this, pushed?.release);
    this.reference = publish<WorkerClusterReference>(this, {
      clusterName: this.clusterName,
      apiServer: cluster.rawFact("apiServer"),
      primaryDomain: cluster.rawFact("primaryDomain"),
      components: cluster.rawFact("components"),
      ...asGiven(given),
      ...secretKubeconfig(pushed?.kubeconfig),
    });
    this.complete();
  }
}

const knownOfHost = ["clusterName", "apiServer", "gatewayHttpsNodePort"];

/** All that push needs of a host, leaf by leaf: what it is to be installed with derives from no structure of it. */
function hostLeaves(given: unknown): unknown {
  const keys = [...knownOfHost, "kubeconfig"];
  return leaves(referenceTo(given, keys), keys);
}
