import { registerPhysicalCluster } from "../../components/registration";
import { planCommit } from "../../provider/claims/plan-commit";
import { tenant } from "../programs";
import type { Job } from "./job";

/** So many physical deployment clusters, of 30 files each, in a repository that has none. */
export function jobOf(count: number, prefix = "c"): Job {
  const clusters = new Map(
    Array.from({ length: count }, (_, at) => {
      const clusterName = `${prefix}${String(at + 1).padStart(4, "0")}`;
      const apiServer = `https://10.${Math.floor(at / 250)}.${(at % 250) + 1}.9:6443`;
      const { claims } = registerPhysicalCluster({
        clusterName,
        tenant,
        delivery: "pull",
        workerType: "deployment",
        apiServer,
      });
      return [clusterName, { apiServer, claims }] as const;
    }),
  );
  const requests = [...clusters].map(([owner, { claims }]) => {
    return { owner, stack: "bench/dev", hold: claims, held: undefined, seen: {}, adopt: false };
  });
  const empty = { tree: new Map<string, string>(), texts: new Map<string, string>() };
  const nothing = { others: new Map(), lastChanges: new Map(), wanted: new Map() };
  const { changes, refusals } = planCommit(empty, requests, nothing);
  if (refusals.size > 0) throw new Error("The clusters cannot be registered together.");
  return { clusters, files: changes };
}
