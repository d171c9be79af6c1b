import type { Step } from "../support/engine-events";

/** When each release is installed, by its name. (reference: the charts' own documentation) */
const waves: Readonly<Record<string, number>> = {
  traefik: 1,
  "argo-events": 2,
  "argo-rollouts": 2,
  argocd: 2,
  "external-secrets": 2,
  jenkins: 2,
  tekton: 2,
  vault: 2,
  hnc: 3,
  "oauth2-proxy": 4,
  "tekton-dashboard": 4,
};

/** Ranks of a cluster's resources: each needs all of a lower rank, and goes before them. Waves 1 and 2 are one. */
const ranks = { credential: 0, registration: 1, wave0: 2, cleanup: 3, gatewayAndOperators: 4 };
const later = { hnc: 5, readiness: 6, wave4: 7, installed: 8 };

/** What comes before the cluster's own objects, and has nothing to do with its registration. */
const aside = /-(kubernetes|cookie-secret)$/;

/** Clusters by name, and which of them carries the others. */
interface Carried {
  readonly names: readonly string[];
  readonly host?: string;
}

/** What is wrong with the order of an update's steps, one sentence each. */
export function disorder(steps: readonly Step[], { names, host }: Carried): string[] {
  const down = steps.some(({ op }) => op === "delete");
  const placed = steps.flatMap((step) => {
    const cluster = names.find((name) => step.name.startsWith(`${name}-`));
    return cluster === undefined ? [] : [{ step, cluster, rank: rankOf(step, cluster) }];
  });
  const pairs = placed.flatMap((early) =>
    placed
      .filter((late) => mustWait(early, late, host))
      .map((late) =>
        down ? { first: late.step, second: early.step } : { first: early.step, second: late.step },
      ),
  );
  return pairs
    .filter(({ first, second }) => !(first.end < second.begin))
    .map(({ first, second }) => `${second.op} ${second.name} began before ${first.name} was done`);
}

interface Placed {
  readonly step: Step;
  readonly cluster: string;
  readonly rank: number;
}

/** Whether `late` needs `early`. */
function mustWait(early: Placed, late: Placed, host: string | undefined): boolean {
  if (aside.test(late.step.name)) return false;
  if (early.cluster !== late.cluster) return early.cluster === host;
  if (aside.test(early.step.name)) return late.rank >= ranks.wave0;
  return early.rank < late.rank;
}

function rankOf({ type, name }: Step, cluster: string): number {
  const own = name.slice(cluster.length + 1);
  if (aside.test(name)) return 0;
  if (own === "vcluster" || own === "access" || own.startsWith("host-")) return rankOnHost(own);
  if (type === "kubernetes:helm.sh/v3:Release") return rankOfRelease(own);
  if (/^kubernetes:core\/v1:(Namespace|Secret)$/.test(type)) return ranks.wave0;
  if (type.startsWith("kubernetes:")) return later.wave4;
  if (own === "credential" || own === "registration" || own === "cleanup") return ranks[own];
  if (own === "readiness" || own === "installed") return later[own];
  throw new Error(`The table of waves does not know ${type} ${name}.`);
}

/** Of a virtual cluster: its release and its kubeconfig are there before its credential. */
function rankOnHost(own: string): number {
  if (own.startsWith("host-namespace")) return -3;
  // What else is on the host needs the release, and nothing needs it.
  return { access: -1, vcluster: -2 }[own] ?? later.installed;
}

function rankOfRelease(own: string): number {
  const wave = waves[own];
  if (wave === undefined) throw new Error(`The table of waves does not know the release ${own}.`);
  return [0, ranks.gatewayAndOperators, ranks.gatewayAndOperators, later.hnc, later.wave4][wave]!;
}
