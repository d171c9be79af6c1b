import * as pulumi from "@pulumi/pulumi";
import type { ConfigFiles } from "../provider/sdk";
import { follows } from "../provider/sdk";
import type { LeavesInput, WorkerClusterReference } from "./args";
import type { PhysicalCluster } from "./physical-cluster";
import { lookUpProduct } from "./product-lookup";
import { predecessors, referenceTo } from "./references";
import { registered } from "./registered";
import type * as registration from "./registration";
import { registerDeploymentRuntime } from "./registration";
import type { VirtualCluster } from "./virtual-cluster";

/** What a runtime needs to know of a cluster that is in another stack. */
export type RuntimeClusterGiven = Pick<WorkerClusterReference, "clusterName"> &
  Partial<Pick<WorkerClusterReference, "components">>;

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
  /** Leaves out the checks against other files. Default: false. */
  readonly skipChecks?: boolean | undefined;
  /** Take over files that are there already, with other content or of another owner. Default: false. */
  readonly adopt?: boolean | undefined;
}

/** Where the manifests are that are deployed. */
export type ManifestSourceArgs = registration.DeploymentRuntimeArgs["manifestSource"];

/** Where they are deployed to. */
export type DestinationArgs = registration.DeploymentRuntimeArgs["destination"];

/** A product's deployment on a cluster, registered in the product's config repo. */
export class DeploymentRuntime extends pulumi.ComponentResource {
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
      {},
      pulumi.mergeOptions(opts, { dependsOn: [...clusters] }),
    );
    follows(this, clusters);
    const runtimeName = given.runtimeName ?? name;
    this.runtimeName = runtimeName;

    const repository = repositoryOf(given);
    const described = {
      ...given,
      ...lookUpProduct({ component: this, runtimeName, repository, ...idsOf(given) }),
      repository,
      runtimeName,
      cluster: referenceTo(given.cluster, knownOfCluster),
    };
    const runtime = registered(this, registerDeploymentRuntime, described, clusters);
    this.registration = runtime.write(`${name}-registration`, opts);

    this.clusterName = runtime.fact("clusterName");
    this.account = runtime.fact("account");
    this.namespaces = runtime.fact("namespaces");
    this.registerOutputs({
      runtimeName,
      clusterName: this.clusterName,
      account: this.account,
      namespaces: this.namespaces,
    });
  }
}

function repositoryOf(args: Partial<DeploymentRuntimeArgs>): string | undefined {
  const { repository, product } = args;
  return repository ?? (product === undefined ? undefined : `${product}/default.project`);
}

function idsOf({ productId, codeRepoId, manifestSource }: DeploymentRuntimeArgs) {
  // Without types it may be missing, which is then reported with all that is wrong.
  const source: { readonly codeRepo?: string } = { ...manifestSource };
  return { productId, codeRepoId, codeRepo: source.codeRepo };
}

const knownOfCluster = ["clusterName", "components"];
