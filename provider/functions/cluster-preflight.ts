import { z } from "zod";
import { hasUnknown } from "../codec";
import type { ErrorCode } from "../errors";
import { isNautesError } from "../errors";
import { connect } from "../kubernetes/cluster";
import type { Limits } from "../kubernetes/connection";
import type { WantedRelease } from "../kubernetes/releases";
import { undeployed } from "../kubernetes/releases";
import { known, kubeconfig, listOf, problems, seconds, text } from "../resources/cluster-inputs";
import type { Session } from "../session";
import { chartProblems } from "./cluster-preflight-charts";
import type { WantedChart } from "./cluster-preflight-charts";
import { namespaceProblems } from "./cluster-preflight-namespaces";
import type { WantedNamespace } from "./cluster-preflight-namespaces";
import { missingRights } from "./cluster-preflight-rights";
import type { RightsFor } from "./cluster-preflight-rights";
import { versionProblem } from "./cluster-preflight-version";
import type { Problem } from "./cluster-preflight-problem";
import type { ProviderFunction } from "./function";
import { nodePortProblems } from "./cluster-preflight-ports";
import type { WantedNodePort } from "./cluster-preflight-ports";

export const ClusterPreflightArgs = z.strictObject({
  kubeconfig,
  minVersion: text.optional(),
  belowVersion: text.optional(),
  nodePorts: listOf(
    known(z.strictObject({ port: known(z.number()), what: text, service: text.optional() })),
  ).optional(),
  charts: listOf(
    known(z.strictObject({ repository: text.optional(), name: text, version: text.optional() })),
  ).optional(),
  namespaces: listOf(
    known(z.strictObject({ name: text, labels: z.record(z.string(), text).optional() })),
  ).optional(),
  releases: listOf(known(z.strictObject({ name: text, namespace: text }))).optional(),
  rights: known(z.enum(["install", "runtime"], "must be `install` or `runtime`")).optional(),
  timeoutSeconds: seconds.optional(),
});

interface Wanted {
  readonly kubeconfig: string;
  readonly minVersion?: string;
  readonly belowVersion?: string;
  readonly nodePorts: readonly WantedNodePort[];
  readonly charts: readonly WantedChart[];
  readonly namespaces: readonly WantedNamespace[];
  readonly releases: readonly WantedRelease[];
  readonly rights: RightsFor;
  readonly timeoutSeconds: number;
}

/** Once a cluster does not answer, every question to it would say so. */
const saidOnce: readonly ErrorCode[] = [
  "cluster-unreachable",
  "cluster-credentials-refused",
  "cluster-timeout",
];

/** `nautes:index:clusterPreflight`: what would make an installation on a cluster fail; changes nothing. */
export function clusterPreflight(session: Session): ProviderFunction {
  return async (given, call) => {
    const args = Object.fromEntries(
      Object.entries(given.value).filter(([, value]) => value !== null),
    );
    const failures = problems(ClusterPreflightArgs, args);
    if (failures.length > 0) return { failures };
    if (hasUnknown(args["kubeconfig"])) return { value: nothing, secrets: [] };
    const wanted = {
      nodePorts: [],
      charts: [],
      namespaces: [],
      releases: [],
      rights: "install",
      timeoutSeconds: 30,
      ...Object.fromEntries(Object.entries(args).filter(([, value]) => !hasUnknown(value))),
    } as unknown as Wanted;
    const { signal } = session.call(call);
    const found = await preflight(wanted, signal).catch((error: unknown) => {
      // A run that has ended installs nothing, and should tell what ended it only.
      if (signal?.aborted === true) return nothing;
      throw error;
    });
    return { value: found, secrets: [] };
  };
}

type Found = { readonly problems: Problem[]; readonly warnings: readonly string[] };

const nothing: Found = { problems: [], warnings: [] };

async function preflight(wanted: Wanted, signal: AbortSignal | undefined): Promise<Found> {
  const { timeoutSeconds, minVersion, belowVersion } = wanted;
  const cluster = connect(wanted.kubeconfig, { requestTimeoutMs: timeoutSeconds * 1000 });
  const limits: Limits = { signal };
  const warnings = undeployed(cluster, wanted.releases, limits);
  const found = await Promise.all([
    asked(async () =>
      listed(versionProblem(await cluster.version(limits), { minVersion, belowVersion })),
    ),
    asked(() => missingRights(cluster, wanted.rights, limits)),
    asked(() => nodePortProblems(cluster, wanted.nodePorts, limits)),
    ...wanted.namespaces.map((one) => asked(() => namespaceProblems(cluster, one, limits))),
    chartProblems(wanted.charts, { signal, timeoutMs: timeoutSeconds * 1000 }),
  ]);
  return { problems: distinct(found.flat()), warnings: await warnings };
}

/** What a question about the cluster fails with is itself a problem. */
async function asked(question: () => Promise<readonly Problem[]>): Promise<readonly Problem[]> {
  try {
    return await question();
  } catch (error) {
    if (!isNautesError(error) || error.code === "cancelled") throw error;
    return [{ code: error.code, message: error.message }];
  }
}

function listed(problem: Problem | undefined): readonly Problem[] {
  return problem === undefined ? [] : [problem];
}

function distinct(found: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return found.filter(({ code, message }) => {
    const key = saidOnce.includes(code) ? code : message;
    return seen.size !== seen.add(key).size;
  });
}
