import { registerPhysicalCluster } from "../components/registration";
import { blobId } from "../provider/claims/blob-id";
import type { Claims } from "../provider/claims/model";
import { neededPaths } from "../provider/claims/needed-paths";
import { planCommit } from "../provider/claims/plan-commit";
import type { ClaimRequest } from "../provider/claims/request";
import type { Figure, Scale } from "./figure";
import { median } from "./figure";
import { tenant } from "./programs";

const kustomization = "clusters/kustomization.yaml";

/** How long planning takes for many requests, on large trees, and in long lists. */
export function planning({ clusters, repetitions }: Scale, say: (text: string) => void): Figure[] {
  say(`${clusters} requests on trees of 1,000 and 10,000 paths`);
  const requests = Array.from({ length: clusters }, (_, at) => request(`p${at}`, pipeline(at)));
  const files = Object.keys(requests[0]?.hold?.documents ?? {}).length;
  const [small, large] = interleaved(repetitions, [
    () => plan(tree(1_000), requests),
    () => plan(tree(10_000), requests),
  ]);
  say("lists of 1,000 entries");
  const list = tree(10, listOf(1_000));
  const [one, hundred, thousand] = interleaved(repetitions, [
    () => plan(list, adding(1)),
    () => plan(list, adding(100)),
    () => plan(list, adding(1_000)),
  ]);
  return [
    {
      what: `planCommit: ${clusters} pipeline clusters (${files} files of their own) on 1,000 paths`,
      measured: milliseconds(small),
    },
    {
      what: "the same on 10,000 paths",
      measured: `${milliseconds(large)}, ${ratio(large, small)}`,
    },
    { what: "one entry more in a list of 1,000", measured: milliseconds(one) },
    {
      what: "100 entries more, of 100 owners",
      measured: `${milliseconds(hundred)}, ${ratio(hundred, one)}`,
    },
    {
      what: "1,000 entries more, of 1,000 owners",
      measured: `${milliseconds(thousand)}, ${ratio(thousand, hundred)}`,
    },
  ];
}

type Files = ReadonlyMap<string, string>;

/** A repository of `count` foreign files beside those that are given. */
function tree(count: number, more: Files = new Map()): Files {
  const foreign = Array.from({ length: count }, (_, at): [string, string] => [
    `foreign/${at % 50}/file-${at}.yaml`,
    `kind: ConfigMap\nmetadata:\n  name: file-${at}\n`,
  ]);
  return new Map([...foreign, ...more]);
}

function listOf(count: number): Files {
  const items = Array.from({ length: count }, (_, at) => `- c${String(at).padStart(5, "0")}.yaml`);
  return new Map([[kustomization, `# By hand\nresources:\n${items.join("\n")}\n`]]);
}

/** Answers what planning took, in milliseconds; what the files hold is looked up beforehand. */
function plan(files: Files, requests: readonly ClaimRequest[]): number {
  const ids = new Map([...files].map(([path, text]) => [path, blobId(text)]));
  const begun = performance.now();
  const needed = neededPaths(ids, requests);
  const texts = new Map(needed.map((path) => [path, files.get(path) ?? ""]));
  const { changes, refusals } = planCommit({ tree: ids, texts }, requests, {
    others: new Map(),
    lastChanges: new Map(),
    wanted: new Map(),
  });
  const took = performance.now() - begun;
  if (refusals.size > 0 || changes.length === 0) throw new Error("Nothing was planned.");
  return took;
}

function interleaved(rounds: number, runs: readonly (() => number)[]): number[] {
  const took = runs.map((): number[] => []);
  for (let round = 0; round < Math.ceil(rounds / 4); round++) {
    runs.forEach((run, at) => took[at]?.push(run()));
  }
  return took.map(median);
}

function pipeline(at: number): Claims {
  return registerPhysicalCluster({
    clusterName: `p${at}`,
    tenant,
    delivery: "pull",
    workerType: "pipeline",
    apiServer: `https://10.1.${at + 1}.9:6443`,
  }).claims;
}

function adding(count: number): ClaimRequest[] {
  return Array.from({ length: count }, (_, at) => request(`e${at}`, entry(`m${at}`)));
}

function entry(name: string): Claims {
  return {
    subject: `cluster ${name}`,
    documents: {},
    texts: {},
    entries: {
      [kustomization]: {
        list: "resources",
        values: [`${name}.yaml`],
        scaffold: "",
        whenEmpty: "keep",
      },
    },
    shared: {},
    requires: [],
    forbids: [],
  };
}

function request(name: string, hold: Claims): ClaimRequest {
  return { owner: name, stack: "bench/dev", hold, held: undefined, seen: {}, adopt: false };
}

function milliseconds(value = NaN): string {
  return `${value.toFixed(1)} ms`;
}

function ratio(one = NaN, other = NaN): string {
  return `× ${(one / other).toFixed(1)}`;
}
