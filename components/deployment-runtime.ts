import * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../provider/sdk";
import { follows } from "../provider/sdk";
import type { LeavesInput, WorkerClusterReference } from "./args";
import { Component } from "./component";
import type { PhysicalCluster } from "./physical-cluster";
import { installRuntime } from "./install/runtime";
import { lookUpProduct } from "./product-lookup";
import { predecessors, referenceTo, told } from "./references";
import { registered } from "./registered";
import type * as registration from "./registration";
import { deliveryOf, registerDeploymentRuntime } from "./registration";
import type { VirtualCluster } from "./virtual-cluster";

/** What a runtime needs to know of a cluster that is in another stack; with push also its kubeconfig. */
export type RuntimeClusterGiven = Pick<WorkerClusterReference, "clusterName"> &
  Partial<WorkerClusterReference>;

/** Arguments of a {@link DeploymentRuntime}. */
export interface DeploymentRuntimeArgs {
  /** Default: the name of the resource. */
  readonly runtimeName?: string | undefined;
  /** Path of the product's group on the Git server. */
  readonly product: string;
  /** A deployment cluster of this program, or what its `reference` output says, which may come from a stack reference. */
  readonly cluster:
    | PhysicalCluster
    | VirtualCluster
    | LeavesInput<RuntimeClusterGiven>
    | pulumi.Input<RuntimeClusterGiven>;
  /**
   * By push this program makes what it consists of on the cluster, too; by pull Nautes does. Default: that of its cluster,
   * if it is known before an update, else `push`.
   */
  readonly delivery?: registration.Delivery | undefined;
  /** The account on the cluster that the deployment uses. Default: the runtime's name. */
  readonly account?: string | undefined;
  /** Projects of the product whose work is deployed. */
  readonly projects?: readonly string[] | undefined;
  readonly manifestSource: ManifestSourceArgs;
  readonly destination: DestinationArgs;
  /** Makes the environment, too; without it, it must exist and name the cluster. */
  readonly environment?: { readonly type: string } | undefined;
  /** The product's config repo. Default: `<product>/default.project`. */
  readonly repository?: string | undefined;
  /** `product-<id of the GitLab group>`. Default: what the files in `repository` say. */
  readonly productId?: pulumi.Input<string> | undefined;
  /** `repo-<id of the GitLab project>` of the code repo. Default: what the files in `repository` say. */
  readonly codeRepoId?: pulumi.Input<string> | undefined;
  /** Push only: the URL under which Argo CD reads the code repo. Default: what the files in `repository` say. */
  readonly codeRepoUrl?: pulumi.Input<string> | undefined;
  /** Push only: how Argo CD signs in there; no file holds it. Default: not at all. */
  readonly codeRepoCredentials?: CodeRepoCredentialsArgs | undefined;
  /** Push only: what becomes of what is on the cluster when the cluster is gone. Default: that of its cluster, else `fail`. */
  readonly ifUnreachable?: "fail" | "detach" | undefined;
  /** Leaves out the checks against other files. Default: false. */
  readonly skipChecks?: boolean | undefined;
  /** Take over files that are there already, with other content or of another owner. Default: false. */
  readonly adopt?: boolean | undefined;
}

/** How Argo CD signs in at the code repo's server: over HTTPS, or over SSH with a key in PEM form. */
export type CodeRepoCredentialsArgs =
  | {
      readonly username: pulumi.Input<string>;
      /** Or a token; always secret. */
      readonly password: pulumi.Input<string>;
    }
  | {
      /** Always secret. */
      readonly sshPrivateKey: pulumi.Input<string>;
    };

/** Where the manifests are that are deployed. */
export type ManifestSourceArgs = registration.DeploymentRuntimeArgs["manifestSource"];

/** Where they are deployed to. */
export type DestinationArgs = registration.DeploymentRuntimeArgs["destination"];

/** A product's deployment on a cluster, registered in the product's config repo and, by push, made on the cluster. */
export class DeploymentRuntime extends Component {
  readonly runtimeName: string;
  /** Name of the cluster. */
  readonly clusterName: pulumi.Output<string>;
  readonly account: pulumi.Output<string>;
  readonly namespaces: pulumi.Output<readonly string[]>;
  /** Everything that the product's config repo holds for this runtime. */
  readonly registration: ConfigFiles;

  constructor(
    name: string,
    args: DeploymentRuntimeArgs,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    // Without types there may be none; what is missing is reported like any other mistake.
    const given = { ...args };
    const clusters = predecessors(given.cluster);
    super(
      "nautes:index:DeploymentRuntime",
      name,
      pulumi.mergeOptions(opts, { dependsOn: [...clusters] }),
    );
    follows(this, clusters);
    const runtimeName = given.runtimeName ?? name;
    this.runtimeName = runtimeName;

    const repository = repositoryOf(given);
    const delivery = given.delivery ?? plainly(told(given.cluster, "delivery"));
    const isPushed = deliveryOf({ delivery }) === "push";
    const sought = { component: this, runtimeName, repository, wantsUrl: isPushed };
    const described = {
      ...given,
      ...lookUpProduct({ ...sought, ...toldOf(given) }),
      ...(delivery === undefined ? {} : { delivery }),
      repository,
      runtimeName,
      cluster: referenceTo(given.cluster, knownOfCluster),
    };
    const runtime = registered(this, registerDeploymentRuntime, described, clusters);
    this.registration = runtime.write(`${name}-registration`, opts);
    if (runtime.sound && isPushed)
      installRuntime({
        component: this,
        name,
        runtimeName,
        args: described,
        cluster: given.cluster,
        namespaces: given.destination.namespaces ?? [runtimeName],
        after: [this.registration],
        opts,
        ifUnreachable:
          given.ifUnreachable ??
          (plainly(told(given.cluster, "ifUnreachable")) === "detach" ? "detach" : "fail"),
      });

    this.clusterName = runtime.fact("clusterName");
    this.account = runtime.fact("account");
    this.namespaces = runtime.fact("namespaces");
    this.complete();
  }
}

function repositoryOf(args: Partial<DeploymentRuntimeArgs>): string | undefined {
  const { repository, product } = args;
  return repository ?? (product === undefined ? undefined : `${product}/default.project`);
}

/** What is said of what else the product's files, or GitLab, tell. */
function toldOf(args: DeploymentRuntimeArgs) {
  const { productId, codeRepoId, codeRepoUrl, codeRepoCredentials, manifestSource } = args;
  // Without types it may be missing, which is then reported with all that is wrong.
  const { codeRepo }: { readonly codeRepo?: string } = { ...manifestSource };
  const overHttp = "password" in { ...codeRepoCredentials };
  return { productId, codeRepoId, codeRepo, codeRepoUrl, overHttp };
}

const knownOfCluster = ["clusterName", "components", "delivery", "kubeconfig"];

/** What is known only later decides over no structure. */
function plainly(value: unknown): unknown {
  return value instanceof Promise || pulumi.Output.isInstance(value) ? undefined : value;
}
