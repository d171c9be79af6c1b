import type { KubeObject } from "../../sandbox/control-plane/api-client";
import type { BareRepository } from "../support/bare-repository";
import type { PulumiProject, Ran } from "../support/pulumi-project";
import { productFiles } from "../support/stage";
import { foundAt } from "./found";
import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

export const codeRepoUrl = "https://git.example.com/shop/deploy-config.git";

/** What a program says of a runtime, beside what all of them have in common; `cluster` is one of another stack. */
export interface Given {
  readonly path?: string;
  readonly destination?: object;
  readonly cluster?: object;
  readonly [more: string]: unknown;
}

/** A product's runtimes on a pushed cluster, and a further cluster that another stack has brought up. */
export class RuntimeWorld {
  readonly stage: PushStage;
  readonly near: Cluster;
  readonly far: Cluster;
  readonly product: BareRepository;
  readonly project: PulumiProject;

  private constructor(
    stage: PushStage,
    near: Cluster,
    far: Cluster,
    product: BareRepository,
    project: PulumiProject,
  ) {
    this.stage = stage;
    this.near = near;
    this.far = far;
    this.product = product;
    this.project = project;
  }

  static async start(): Promise<RuntimeWorld> {
    const stage = await new PushStage().start();
    try {
      const near = await stage.plane("near");
      const far = await stage.plane("far");
      const product = stage.repositories.create("shop/default.project", files());
      return new RuntimeWorld(stage, near, far, product, await stage.project("runtimes", ""));
    } catch (error) {
      await stage.stop();
      throw error;
    }
  }

  stop(): Promise<void> {
    return this.stage.stop();
  }

  /** A program with the cluster `pd` on the near plane, and these runtimes. */
  program(runtimes: Readonly<Record<string, Given>>): void {
    const { server: apiServer, kubeconfig } = this.near.plane;
    const args = { delivery: "push", workerType: "deployment", apiServer, kubeconfig, ...allows };
    const cluster = `const cluster = new nautes.PhysicalCluster("pd", { ...${JSON.stringify(args)}, tenant });\n`;
    const made = Object.entries(runtimes).map(([name, given]) => runtimeSource(name, given));
    this.stage.program(this.project, `${cluster}${made.join("")}`);
  }

  async ups(runtimes: Readonly<Record<string, Given>>): Promise<Ran> {
    this.program(runtimes);
    const up = await this.project.up();
    expect(up.code === 0 ? "" : up.output).toBe("");
    return up;
  }

  /** The object at a path, or undefined. */
  async found(path: string, { plane } = this.near): Promise<KubeObject | undefined> {
    return foundAt(plane, path);
  }

  /** Who uses the shared object at a path. */
  async users(path: string, plane = this.near): Promise<string | undefined> {
    return (await this.found(path, plane))?.metadata.annotations?.["pulumi-nautes/users"];
  }

  /** What the far cluster's own stack would have brought there and to the config repo, as far as runtimes need it. */
  async prepareFar(): Promise<{ readonly cluster: object }> {
    this.registers("far", "push");
    const { plane } = this.far;
    await plane.request("POST", "/api/v1/namespaces", { metadata: { name: "argocd" } });
    const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    for (const name of [
      "applications.argoproj.io",
      "appprojects.argoproj.io",
      "hierarchyconfigurations.hnc.x-k8s.io",
    ]) {
      const crd = await this.found(`${crds}/${name}`);
      await plane.request("POST", crds, { metadata: { name }, spec: crd?.["spec"] });
    }
    return { cluster: { clusterName: "far", delivery: "push", kubeconfig: plane.kubeconfig } };
  }

  /** Puts a worker into the tenant's config repo, as another stack or Nautes would. */
  registers(cluster: string, delivery: "push" | "pull"): void {
    const labels = delivery === "push" ? ", labels: { pulumi-nautes/delivery: push }" : "";
    const text = `apiVersion: nautes.resource.nautes.io/v1alpha1
kind: Cluster
metadata: { name: ${cluster}${labels} }
spec: { usage: worker, workerType: deployment }
`;
    this.stage.tenant.commit({ [record(cluster)]: text }, `Add ${cluster}`);
  }

  deregisters(cluster: string): void {
    this.stage.tenant.commit({ [record(cluster)]: null }, `Remove ${cluster}`);
  }
}

/** Names of the resources that a run did something to, in the order in which it was done. */
export function done({ stdout }: Ran, what: "created" | "updated" | "deleted"): string[] {
  const line = new RegExp(`^ (?:[+~-]|--|\\+\\+) +\\S+ (\\S+) ${what}\\b`, "gm");
  return [...stdout.matchAll(line)]
    .map(([, name = ""]) => name)
    .filter((name) => !name.endsWith("-kubernetes"));
}

/** What the cluster allows products. */
const allows = {
  reservedNamespacesAllowedProducts: { traefik: ["shop"], vault: ["bank"] },
  productAllowedClusterResources: {
    shop: [{ group: "rbac.authorization.k8s.io", kind: "ClusterRole" }],
  },
};

function runtimeSource(name: string, given: Given): string {
  const { path = name, cluster, ...more } = given;
  const args = {
    product: "shop",
    account: "deployer",
    projects: ["api-server"],
    manifestSource: { codeRepo: "deploy-config", path, targetRevision: "HEAD" },
    destination: { environment: "env-dev", namespaces: ["shop-dev"] },
    ...more,
  };
  const on = cluster === undefined ? "cluster" : JSON.stringify(cluster);
  return `new nautes.DeploymentRuntime(${JSON.stringify(name)}, { ...${JSON.stringify(args)}, cluster: ${on} });\n`;
}

/** The product's repository, with an environment for each cluster, and the code repo's URL. */
function files(): Record<string, string> {
  const [environment, codeRepo] = ["envs/env-dev.yaml", "code-repos/repo-34/repo-34.yaml"];
  const texts = productFiles as Readonly<Record<string, string>>;
  const dev = (texts[environment] ?? "").replace("cluster: vd", "cluster: pd");
  return {
    ...texts,
    [environment]: dev,
    "envs/env-far.yaml": dev.replace("env-dev", "env-far").replace("cluster: pd", "cluster: far"),
    [codeRepo]: `${texts[codeRepo] ?? ""}  url: ${codeRepoUrl}\n`,
  };
}

function record(cluster: string): string {
  return `nautes/overlays/production/clusters/${cluster}.yaml`;
}
