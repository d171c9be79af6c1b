import { startDelayingProxy } from "../../sandbox/control-plane/delaying-proxy";
import { stepsOf } from "../support/engine-events";
import { randomOf } from "../support/seeded-random";
import { disorder } from "./push-order";
import { commonSource, PushStage } from "./push-stage";
import type { Plane } from "./push-stage";

/** Registers a test for each seed: a host and a pipeline cluster come and go in order, however late their APIs answer. */
export function orderLaw(seeds: readonly number[]): void {
  let stage: PushStage;
  let planes: Plane[];

  beforeAll(async () => {
    stage = await new PushStage().start();
    planes = [await stage.plane("one"), await stage.plane("two")];
  });

  afterAll(() => stage.stop());

  test.each(seeds)("with the delays of seed %i", async (seed) => {
    const random = randomOf(seed);
    const [h, pp] = await Promise.all(planes.map((plane) => late(plane, random)));
    const source =
      `{ ${h} new nautes.HostCluster("h", common); }\n` +
      `{ ${pp} new nautes.PhysicalCluster("pp", { ...common, workerType: "pipeline" }); }`;
    const project = await stage.project(`order-${seed}`, source);

    const up = await stepsOf(project, "up");
    expect(up.ran.code === 0 ? "" : up.ran.output).toBe("");
    expect(releases(up.steps.map(({ name }) => name))).toBe(11);
    expect(disorder(up.steps, ["h", "pp"])).toEqual([]);

    const destroy = await stepsOf(project, "destroy");
    expect(destroy.ran.code === 0 ? "" : destroy.ran.output).toBe("");
    expect(destroy.steps.filter(({ op }) => op !== "delete")).toEqual([]);
    expect(disorder(destroy.steps, ["h", "pp"])).toEqual([]);
  });

  /** `common` for a plane whose API takes its time, most for what changes something. */
  async function late(plane: Plane, random: () => number): Promise<string> {
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

const installed =
  /^(h|pp)-(traefik|oauth2-proxy|argo-events|argocd|external-secrets|hnc|tekton|tekton-dashboard|vault)$/;

function releases(names: readonly string[]): number {
  return names.filter((name) => installed.test(name)).length;
}
