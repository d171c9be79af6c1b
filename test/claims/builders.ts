import { applyChanges } from "../../provider/claims/apply-changes";
import { blobId } from "../../provider/claims/blob-id";
import { neededPaths } from "../../provider/claims/needed-paths";
import { planCommit } from "../../provider/claims/plan-commit";
import type { Claims, EntriesClaim, Json } from "../../provider/claims/model";
import type {
  Circumstances,
  ClaimRequest,
  CommitPlan,
  LastChange,
  Snapshot,
} from "../../provider/claims/request";

export type Files = Readonly<Record<string, string>>;

export const kustomization = "clusters/kustomization.yaml";
export const emptyKustomization =
  "# Made by pulumi-nautes\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n";

export function claims(parts: Partial<Claims> = {}): Claims {
  return {
    subject: "physical cluster pd",
    documents: {},
    texts: {},
    entries: {},
    shared: {},
    requires: [],
    forbids: [],
    ...parts,
  };
}

export function entries(values: readonly Json[], parts: Partial<EntriesClaim> = {}): EntriesClaim {
  return {
    list: "resources",
    values,
    scaffold: emptyKustomization,
    whenEmpty: "delete",
    ...parts,
  };
}

/** A cluster as the registration would claim it: its record, some files, its entry. */
export function cluster(name: string, parts: Partial<Claims> = {}): Claims {
  return claims({
    subject: `physical cluster ${name}`,
    documents: {
      [`clusters/${name}.yaml`]: { kind: "Cluster", metadata: { name }, spec: { usage: "worker" } },
      [`runtimes/${name}/app.yaml`]: [{ kind: "Application", metadata: { name } }, { kind: "B" }],
    },
    texts: { [`runtimes/${name}/README`]: `This is ${name}\r\n` },
    entries: { [kustomization]: entries([`${name}.yaml`]) },
    shared: { "tenant/appset.yaml": { document: { kind: "AppSet" }, keepWhile: "runtimes/" } },
    ...parts,
  });
}

export function request(owner: string, parts: Partial<ClaimRequest> = {}): ClaimRequest {
  return {
    owner,
    stack: "clusters/dev",
    hold: undefined,
    held: undefined,
    seen: {},
    adopt: false,
    ...parts,
  };
}

export function snapshot(files: Files, texts: Iterable<string> = Object.keys(files)): Snapshot {
  return {
    tree: new Map(Object.entries(files).map(([path, text]) => [path, blobId(text)])),
    texts: new Map([...texts].flatMap((path) => (path in files ? [[path, files[path]!]] : []))),
  };
}

function filesOf({ texts }: Snapshot): Files {
  return Object.fromEntries([...texts].sort(([one], [other]) => (one < other ? -1 : 1)));
}

export function someone(parts: Partial<LastChange> = {}): LastChange {
  return {
    commit: "0123456789abcdef0123456789abcdef01234567",
    author: "Jane Doe <jane@example.com>",
    subject: "Tidy up",
    trailers: new Map(),
    ...parts,
  };
}

export function byStack(stack: string, parts: Record<string, string[]> = {}): LastChange {
  return someone({ trailers: new Map(Object.entries({ "Pulumi-Stack": [stack], ...parts })) });
}

/** Plans with no more texts than planning says it needs, and with `last` as the last change of every path. */
export function plan(
  files: Files,
  requests: readonly ClaimRequest[],
  { last = someone(), ...parts }: Partial<Circumstances> & { last?: LastChange | null } = {},
): CommitPlan {
  const { tree } = snapshot(files);
  const circumstances = { others: new Map(), lastChanges: new Map(), wanted: new Map(), ...parts };
  const look = snapshot(files, neededPaths(tree, requests));
  const first = planCommit(look, requests, circumstances);
  if (first.undecided.length === 0) return first;
  const lastChanges = new Map([
    ...first.undecided.map((path) => [path, last] as const),
    ...circumstances.lastChanges,
  ]);
  return planCommit(look, requests, { ...circumstances, lastChanges });
}

export function apply(files: Files, { changes }: CommitPlan): Files {
  return filesOf(applyChanges(snapshot(files), changes));
}

/** The tree after requests that must all be fulfilled. */
export function fulfil(
  files: Files,
  requests: readonly ClaimRequest[],
  parts: Parameters<typeof plan>[2] = {},
): Files {
  const planned = plan(files, requests, parts);
  if (planned.refusals.size > 0) {
    throw new Error(JSON.stringify([...planned.refusals], undefined, 1));
  }
  return apply(files, planned);
}

export function refusalsOf(planned: CommitPlan, owner: string): string[] {
  return (planned.refusals.get(owner) ?? []).map(({ code, message }) => `${code}: ${message}`);
}
