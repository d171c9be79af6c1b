import type * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../provider/sdk";
import { follows } from "../provider/sdk";
import type { ClusterArgs, CredentialArgs, HostClusterReference } from "./args";
import { describeHostCluster } from "./charts/described";
import { Component } from "./component";
import { apart } from "./install/chart-values";
import { keptCredential, withCookieSecret } from "./install/credential";
import { planPhysical } from "./install/physical";
import { redirectUris } from "./install/sign-in";
import { publish, secretKubeconfig } from "./references";
import { registered } from "./registered";
import { deliveryOf, registerHostCluster } from "./registration";

/** Arguments of a {@link HostCluster}. */
export type HostClusterArgs = ClusterArgs & CredentialArgs;

/** A physical cluster that carries virtual ones, registered in the tenant's config repo. */
export class HostCluster extends Component {
  readonly clusterName: string;
  readonly apiServer: pulumi.Output<string>;
  readonly primaryDomain: pulumi.Output<string>;
  readonly gatewayHttpNodePort: pulumi.Output<number>;
  readonly gatewayHttpsNodePort: pulumi.Output<number>;
  /** What a virtual cluster of another stack must know; make it an output of this stack. */
  readonly reference: pulumi.Output<HostClusterReference>;
  /** Everything that the config repo holds for this cluster. */
  readonly registration: ConfigFiles;

  constructor(name: string, args: HostClusterArgs, opts: pulumi.ComponentResourceOptions = {}) {
    // Without types there may be none; what is missing is reported like any other mistake.
    const given = { ...args };
    super("nautes:index:HostCluster", name, opts);
    follows(this, []);
    this.clusterName = given.clusterName ?? name;

    const { args: described, values } = apart({ ...given, clusterName: this.clusterName });
    const host = registered(this, registerHostCluster, described);
    const installation =
      host.sound && deliveryOf(given) === "push"
        ? planPhysical(describeHostCluster, {
            component: this,
            name,
            args: withCookieSecret(name, described, { parent: this }),
            values,
            leaving: host.leaving(),
            opts,
          })
        : undefined;
    const apiServer = host.fact("apiServer");
    const kept = keptCredential(this, name, { ...described, apiServer }, host.sound, opts);
    this.registration = host.write(`${name}-registration`, opts, kept);
    this.apiServer = apiServer;
    this.primaryDomain = host.fact("primaryDomain");
    this.gatewayHttpNodePort = host.fact("gatewayHttpNodePort");
    this.gatewayHttpsNodePort = host.fact("gatewayHttpsNodePort");
    const signing = { component: this, name, args: described, facts: this, opts };
    const signIn = host.sound ? redirectUris(signing, [this.registration]) : [];
    installation?.([this.registration, ...signIn]);
    this.reference = publish<HostClusterReference>(this, {
      clusterName: this.clusterName,
      apiServer: host.rawFact("apiServer"),
      primaryDomain: host.rawFact("primaryDomain"),
      gatewayHttpsNodePort: host.rawFact("gatewayHttpsNodePort"),
      ...secretKubeconfig(given.kubeconfig),
    });
    this.complete();
  }
}
