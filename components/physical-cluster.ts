import type * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../provider/sdk";
import { follows } from "../provider/sdk";
import type { ClusterArgs, CredentialArgs, WorkerArgs, WorkerClusterReference } from "./args";
import { describePhysicalCluster } from "./charts/described";
import { Component } from "./component";
import { apart } from "./install/chart-values";
import { keptCredential, withCookieSecret } from "./install/credential";
import { planPhysical } from "./install/physical";
import { redirectUris } from "./install/sign-in";
import { asGiven, publish, secretKubeconfig } from "./references";
import { registered } from "./registered";
import { deliveryOf, registerPhysicalCluster } from "./registration";

/** Arguments of a {@link PhysicalCluster}. */
export type PhysicalClusterArgs = ClusterArgs & WorkerArgs & CredentialArgs;

/** A cluster of its own that products work on, registered in the tenant's config repo. */
export class PhysicalCluster extends Component {
  readonly clusterName: string;
  readonly apiServer: pulumi.Output<string>;
  readonly primaryDomain: pulumi.Output<string>;
  readonly gatewayHttpNodePort: pulumi.Output<number>;
  readonly gatewayHttpsNodePort: pulumi.Output<number>;
  readonly argocdUrl: pulumi.Output<string>;
  /** Pipeline clusters only. */
  readonly tektonUrl: pulumi.Output<string | undefined>;
  /** What a runtime of another stack must know; make it an output of this stack. */
  readonly reference: pulumi.Output<WorkerClusterReference>;
  /** Everything that the config repo holds for this cluster. */
  readonly registration: ConfigFiles;

  constructor(name: string, args: PhysicalClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Without types there may be none; what is missing is reported like any other mistake.
    const given = { ...args };
    super("nautes:index:PhysicalCluster", name, opts);
    follows(this, []);
    this.clusterName = given.clusterName ?? name;

    const { args: described, values } = apart({ ...given, clusterName: this.clusterName });
    const cluster = registered(this, registerPhysicalCluster, described);
    const installation =
      cluster.sound && deliveryOf(given) === "push"
        ? planPhysical(describePhysicalCluster, {
            component: this,
            name,
            args: withCookieSecret(name, described, { parent: this }),
            values,
            leaving: cluster.leaving(),
            opts,
          })
        : undefined;
    const apiServer = cluster.fact("apiServer");
    const kept = keptCredential(this, name, { ...described, apiServer }, cluster.sound, opts);
    this.registration = cluster.write(`${name}-registration`, opts, kept);
    this.apiServer = apiServer;
    this.primaryDomain = cluster.fact("primaryDomain");
    this.gatewayHttpNodePort = cluster.fact("gatewayHttpNodePort");
    this.gatewayHttpsNodePort = cluster.fact("gatewayHttpsNodePort");
    this.argocdUrl = cluster.fact("argocdUrl");
    const signing = { component: this, name, args: described, facts: this, opts };
    const signIn = cluster.sound ? redirectUris(signing, [this.registration]) : [];
    installation?.([this.registration, ...signIn]);
    this.tektonUrl = cluster.fact("tektonUrl");
    this.reference = publish<WorkerClusterReference>(this, {
      clusterName: this.clusterName,
      apiServer: cluster.rawFact("apiServer"),
      primaryDomain: cluster.rawFact("primaryDomain"),
      components: cluster.rawFact("components"),
      ...asGiven(given),
      gatewayHttpsNodePort: cluster.rawFact("gatewayHttpsNodePort"),
      ...secretKubeconfig(given.kubeconfig),
    });
    this.complete();
  }
}
