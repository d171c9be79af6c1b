import type { Json } from "../../../provider/claims/model";

/** Claims of a registration as the engine shows them among its inputs. */
export type Inputs = Readonly<Record<string, Json>>;

const stack = "urn:pulumi:dev::clusters::";
const files = "nautes:index:PhysicalCluster$nautes:index:ConfigFiles";

export function urnOf(name: string, type = files): string {
  return `${stack}${type}::${name}`;
}

/** A step on the files of a cluster, as `pulumi preview --json` tells it. */
export function step(
  op: string,
  name: string,
  states: { old?: Inputs; news?: Inputs },
  touched: readonly string[] = [],
) {
  const { old, news } = states;
  return {
    op,
    urn: urnOf(name),
    ...(old === undefined ? {} : { oldState: state(name, old) }),
    ...(news === undefined ? {} : { newState: state(name, news) }),
    detailedDiff: Object.fromEntries(touched.map((path) => [path, { kind: "update" }])),
  };
}

function state(name: string, inputs: Inputs) {
  const place = {
    repository: "nautes/tenant",
    branch: "main",
    subject: `physical cluster ${name}`,
  };
  return { custom: true, inputs: { ...place, ...inputs } };
}

/** What the engine prints. */
export function printed(steps: readonly object[], diagnostics: readonly object[] = []): string {
  return JSON.stringify({ config: {}, steps, diagnostics, duration: 1, changeSummary: {} });
}
