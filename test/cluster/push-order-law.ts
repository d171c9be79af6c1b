import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDelayingProxy } from "../../sandbox/control-plane/delaying-proxy";
import { startVirtualClusterRunner } from "../../sandbox/virtual-clusters/runner";
import type { Step } from "../support/engine-events";
import { stepsOf } from "../support/engine-events";
import { randomOf } from "../support/seeded-random";
import { disorder } from "./push-order";
import { commonSource, PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

/** Registers a test for each seed: clusters come and go in order, however late their APIs answer. */
export function orderLaw(seeds: readonly number[], clusters: Clusters = hostAndPipeline): void {
  let stage: PushStage;
  let planes: Cluster[];

  beforeAll(async () => {
    stage = await new PushStage().start();
    planes = [await stage.plane("one"), await stage.plane("two")];
    if (clusters.isVirtual) await runVirtual(stage, planes[0]!);
  });

  afterAll(() => stage.stop());

  test.each(seeds)("with the delays of seed %i", async (seed) => {
    const random = randomOf(seed);
    const [h = "", pp = ""] = await Promise.all(planes.map((plane) => late(plane, random)));
    const project = await stage.project(`order-${seed}`, clusters.source(h, pp));

    const up = await stepsOf(project, "up");
    expect(up.ran.code === 0 ? "" : up.ran.output).toBe("");
    expect(releasesOf(up.steps)).toBe(clusters.releases);
    expect(disorder(up.steps, clusters)).toEqual([]);

    const destroy = await stepsOf(project, "destroy");
    expect(destroy.ran.code === 0 ? "" : destroy.ran.output).toBe("");
    expect(releasesOf(destroy.steps)).toBe(clusters.releases);
    expect(destroy.steps.filter(({ op }) => op !== "delete")).toEqual([]);
    expect(disorder(destroy.steps, clusters)).toEqual([]);
  });

  /** `common` for a plane whose API takes its time, most for what changes something. */
  async function late(plane: Cluster, random: () => number): Promise<string> {
    const most = { GET: 20 };
    const { kubeconfig } = stage.add(
      await startDelayingProxy(
        plane.plane,
        (method) => random() * (method in most ? most.GET : 250),
      ),
    );
    return commonSource(plane, { kubeconfig });
  }
}

interface Clusters {
  readonly names: readonly string[];
  /** The one that carries the others. */
  readonly host?: string;
  /** How many there are of all. */
  readonly releases: number;
  readonly isVirtual: boolean;
  /** The program, from two sources of `common`. */
  source(host: string, other: string): string;
}

/** Two that have nothing to do with each other. */
const hostAndPipeline: Clusters = {
  names: ["h", "pp"],
  releases: 11,
  isVirtual: false,
  source: (h, pp) =>
    `{ ${h} new nautes.HostCluster("h", common); }\n` +
    `{ ${pp} new nautes.PhysicalCluster("pp", { ...common, workerType: "pipeline" }); }`,
};

/** One upon the other. */
export const hostAndVirtual: Clusters = {
  names: ["h", "vd"],
  host: "h",
  releases: 8,
  isVirtual: true,
  source: (h) =>
    `${h} const { kubeconfig, ...rest } = common;\n` +
    'const hostCluster = new nautes.HostCluster("h", common);\n' +
    'new nautes.VirtualCluster("vd", { ...rest, hostCluster, workerType: "deployment", apiServer: "https://127.0.0.1:31859" });',
};

async function runVirtual(stage: PushStage, { plane }: Cluster): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "push-order-"));
  stage.add({ stop: () => rmSync(folder, { recursive: true, force: true }) });
  stage.add(await startVirtualClusterRunner({ host: plane, folder }));
}

function releasesOf(steps: readonly Step[]): number {
  return steps.filter(({ type }) => type === "kubernetes:helm.sh/v3:Release").length;
}
