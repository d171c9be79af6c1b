import { chartProblems } from "../../provider/functions/cluster-preflight-charts";
import { nodePortProblems } from "../../provider/functions/cluster-preflight-ports";
import type { Problem } from "../../provider/functions/cluster-preflight-problem";
import { missingRights } from "../../provider/functions/cluster-preflight-rights";
import { versionProblem } from "../../provider/functions/cluster-preflight-version";
import { connect } from "../../provider/kubernetes/cluster";
import type { Cluster } from "../../provider/kubernetes/cluster";
import type { Check, Checks } from "./check";
import { answerOf, checksOf } from "./check";
import type { DoctorOptions, GivenKubeconfig } from "./options";

/** Whether components could be installed on the cluster of a kubeconfig; nothing is made there. */
export async function clusterChecks(
  { file, text }: GivenKubeconfig,
  options: DoctorOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  const checks = checksOf(file);
  const connected = await answerOf(async () => {
    const cluster = connect(text, { requestTimeoutMs: options.timeout });
    return { cluster, version: await cluster.version({ signal }) };
  });
  if ("error" in connected)
    return [
      checks.failed("cluster", connected.error),
      ...["cluster-version", "cluster-rights", "cluster-ports"].map((id) =>
        checks.skipped(id, "Not looked at, because of the failure before."),
      ),
    ];
  const { cluster, version } = connected.value;
  const tooOld = versionProblem(version, {
    minVersion: options.minVersion,
    belowVersion: undefined,
  });
  return [
    checks.ok("cluster", `The API server ${cluster.server} answers.`),
    ...judged(checks, "cluster-version", tooOld === undefined ? [] : [tooOld], `It is ${version}.`),
    ...(await rightsAndPorts(checks, cluster, options, signal)),
  ];
}

async function rightsAndPorts(
  checks: Checks,
  cluster: Cluster,
  { rights, nodePorts }: DoctorOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  const wanted = nodePorts.map((port) => ({ port, what: "the gateway" }));
  const what = rights === "install" ? "install components" : "make runtimes";
  const [may, ports] = await Promise.all([
    answerOf(() => missingRights(cluster, rights, { signal })),
    answerOf(() => nodePortProblems(cluster, wanted, { signal })),
  ]);
  return [
    ...("error" in may
      ? [checks.failed("cluster-rights", may.error)]
      : judged(checks, "cluster-rights", may.value, `Its user may ${what}.`)),
    ...(wanted.length === 0
      ? []
      : "error" in ports
        ? [checks.failed("cluster-ports", ports.error)]
        : judged(checks, "cluster-ports", ports.value, "The NodePorts are free.")),
  ];
}

/** Whether charts can be had; their sources are asked once each. */
export async function chartChecks(
  { charts, timeout }: DoctorOptions,
  signal: AbortSignal,
): Promise<Check[]> {
  if (charts.length === 0) return [];
  const found = await chartProblems(charts, { signal, timeoutMs: timeout });
  return judged(checksOf(""), "charts", found, "The charts can be had.");
}

function judged(checks: Checks, id: string, problems: readonly Problem[], well: string): Check[] {
  if (problems.length === 0) return [checks.ok(id, well)];
  return problems.map((problem) => checks.problem(id, problem));
}
