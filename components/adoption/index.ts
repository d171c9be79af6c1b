import { formatImportId } from "../../provider/claims/import-id";
import type { Snapshot } from "../../provider/claims/request";
import { clustersIn, isClusterFile } from "../../provider/nautes-files/clusters";
import type { Declared, UnreadableFile } from "../../provider/nautes-files/declared";
import { contentOf } from "../../provider/nautes-files/declared";
import { isProductFile } from "../../provider/nautes-files/runtimes";
import type { Problem } from "../registration";
import * as layout from "../registration/repo-layout";
import type { AdoptedCluster, AdoptedRuntime, AdoptionNote } from "./adopted";
import type { ChangedLeaf } from "./changed";
import { adoptedCluster } from "./cluster";
import { Comparison } from "./found";
import { isInClear, registeredCluster, registeredRuntime } from "./registered";
import type { Registered } from "./registered";
import { RepoFiles } from "./repo-files";
import type { BrokenFile } from "./repo-files";
import { adoptedRuntimes } from "./runtime";
import { majority, secretFacts, tenantFacts } from "./tenant-facts";
import type { TenantFacts } from "./tenant-facts";

export type { AdoptedCluster, AdoptedRuntime, AdoptionNote, UnknownValue } from "./adopted";
export type { ChangedLeaf } from "./changed";
export type { BrokenFile } from "./repo-files";
export { isInClear, standInKubeconfig } from "./registered";
export { secretFacts, tenantFacts } from "./tenant-facts";
export type { TenantFact, TenantFacts } from "./tenant-facts";

/** What became of one registration. */
export interface Adoption<One> {
  readonly adopted: One;
  /** The id by which what is there of it is imported, but for the repository. */
  readonly importId: string;
  /** What the first `up` changes. */
  readonly changes: readonly ChangedLeaf[];
}

/** One that no arguments could have made, and why. */
export interface Refused<One> {
  readonly adopted: One;
  readonly problems: readonly Problem[];
}

/** What the files of one config repo amount to. */
export interface Adoptions<One> {
  readonly adoptions: readonly Adoption<One>[];
  readonly refused: readonly Refused<One>[];
  /** Files that do not parse, of registrations or with Nautes' resources in them. */
  readonly broken: readonly BrokenFile[];
}

const tenantFolders = [
  "nautes/overlays/production/clusters/",
  "tenant/production/",
  "runtimes/",
  "host-clusters/",
];

/** Whether a file of a tenant's config repo may be of a cluster. */
export function isTenantFile(path: string): boolean {
  return tenantFolders.some((folder) => path.startsWith(folder));
}

/** Whether a file of a product's config repo may be of a runtime. */
export function isRuntimeFile(path: string): boolean {
  return isProductFile(path) || path === "production/kustomization.yaml";
}

/** The clusters of a tenant's config repo, and the tenant as most of them have it. */
export function adoptClusters(
  snapshot: Snapshot,
): Adoptions<AdoptedCluster> & { readonly tenant: TenantFacts } {
  const files = new RepoFiles(snapshot);
  const { declared, unreadable } = declaredIn(snapshot, isClusterFile);
  const records = clustersIn(declared);
  const hosts = new Map(
    records.filter(({ usage }) => usage === "host").map((one) => [one.clusterName, one]),
  );
  const clusters = records.map((record) => adoptedCluster(files, record, hosts));
  const tenant = oneWayToSignIn(majority(clusters.map((one) => one.tenant)));
  const noted = clusters.map((one) => ({
    ...one,
    notes: [...one.notes, ...differingFacts(one, tenant)],
  }));
  const all = compared(files, noted, (one) => registeredCluster(one, tenant), secretFilesOf);
  return { ...all, tenant, broken: [...located(unreadable, snapshot), ...all.broken] };
}

/** The runtimes of a product's config repo; `deliveryOf` tells how a cluster gets what it has. */
export function adoptRuntimes(
  snapshot: Snapshot,
  repository: string,
  deliveryOf: (cluster: string | undefined) => "push" | "pull",
): Adoptions<AdoptedRuntime> {
  const { declared, unreadable } = declaredIn(snapshot, isProductFile);
  const runtimes = adoptedRuntimes(repository, declared);
  const all = compared(new RepoFiles(snapshot), runtimes, (one) => {
    const cluster = one.args["cluster"] as { readonly clusterName: string } | undefined;
    return registeredRuntime(one, deliveryOf(cluster?.clusterName));
  });
  return { ...all, broken: [...located(unreadable, snapshot), ...all.broken] };
}

function declaredIn(snapshot: Snapshot, isWanted: (path: string) => boolean) {
  const contents = [...snapshot.texts]
    .filter(([path]) => isWanted(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => contentOf(path, text));
  return {
    declared: contents.flatMap((content): readonly Declared[] => content.declared),
    unreadable: contents.flatMap((content) => content.unreadable),
  };
}

function compared<One>(
  files: RepoFiles,
  all: readonly One[],
  register: (one: One) => Registered,
  secretFiles: (one: One) => readonly string[] = () => [],
): Adoptions<One> {
  const comparison = new Comparison(files);
  const adoptions: Adoption<One>[] = [];
  const refused: Refused<One>[] = [];
  for (const adopted of all) {
    const registered = register(adopted);
    if ("problems" in registered) {
      refused.push({ adopted, problems: registered.problems });
      continue;
    }
    const { claims, changes } = comparison.found(registered.claims);
    const secret = new Set(secretFiles(adopted));
    adoptions.push({ adopted, changes, importId: formatImportId(claims, secret) });
  }
  return { adoptions, refused, broken: files.broken };
}

/** Of a cluster whose tenant is not the one that most have. Each file of Nautes' has a cookie secret of its own. */
function differingFacts({ path, tenant }: AdoptedCluster, usual: TenantFacts): AdoptionNote[] {
  const differing = tenantFacts.filter(
    (fact) =>
      fact !== "oidc.cookieSecret" && tenant[fact] !== undefined && tenant[fact] !== usual[fact],
  );
  if (differing.length === 0) return [];
  const message = `${differing.join(", ")} of the tenant ${differing.length === 1 ? "is" : "are"} other than with most clusters; the first up gives it theirs, or give it a tenant of its own.`;
  return [{ path, message }];
}

/** The files of a cluster in which the secrets of the OIDC client stand in clear. */
function secretFilesOf({ kind, name, tenant }: AdoptedCluster): readonly string[] {
  if (secretFacts.every((fact) => tenant[fact] === undefined)) return [];
  const home = kind === "HostCluster" ? layout.hostFolder(name) : layout.runtimeFolder(name);
  return [
    `${layout.applications(home)}/oauth2-proxy-app.yaml`,
    `${layout.overlay(home, "argocd")}/patch-argocd-cm.yaml`,
  ];
}

/** A Secret on the clusters goes before values in the files. */
function oneWayToSignIn(tenant: TenantFacts): TenantFacts {
  if (isInClear(tenant)) return tenant;
  const others = Object.entries(tenant).filter(
    ([fact]) => !secretFacts.some((one) => one === fact),
  );
  return Object.fromEntries(others);
}

function located(unreadable: readonly UnreadableFile[], snapshot: Snapshot): readonly BrokenFile[] {
  const known = new RepoFiles(snapshot);
  return unreadable.map(({ path, message }) => {
    known.content(path);
    const line = known.broken.find((one) => one.path === path)?.line ?? 1;
    return { path, line, message };
  });
}
