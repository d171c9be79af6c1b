import type { Declared } from "../../provider/nautes-files/declared";
import { textAt } from "../../provider/nautes-files/leaves";
import { runtimesIn } from "../../provider/nautes-files/runtimes";
import type { RuntimeRecord } from "../../provider/nautes-files/runtimes";
import { present } from "./adopted";
import type { AdoptedRuntime } from "./adopted";

/** The runtimes that the files of a product's config repo declare. */
export function adoptedRuntimes(
  repository: string,
  declared: readonly Declared[],
): readonly AdoptedRuntime[] {
  const product = repository.split("/").at(-2) ?? repository;
  const records = runtimesIn(declared);
  return records.map((record) => {
    const { runtimeName: name, path, productId, manifestSource, clusterName } = record;
    const { codeRepoId, codeRepo, targetRevision } = manifestSource;
    const standIn = `not-known-${codeRepoId ?? ""}`;
    const environment = ownEnvironment(record, records, declared);
    return {
      ...{ kind: "DeploymentRuntime" as const, name, path, repository, notes: [] },
      ids: { productId, codeRepoId },
      unknown: codeRepo === undefined ? [{ path: "manifestSource.codeRepo", standIn }] : [],
      args: present<unknown>({
        runtimeName: name,
        product,
        repository: repository === `${product}/default.project` ? undefined : repository,
        productId: isTold(declared, productId) ? undefined : productId,
        cluster: clusterName === undefined ? undefined : { clusterName },
        account: record.account === name ? undefined : record.account,
        projects: record.projects.length === 0 ? undefined : record.projects,
        manifestSource: present({
          codeRepo: codeRepo ?? standIn,
          targetRevision,
          path: manifestSource.path,
        }),
        codeRepoId: isOnlyOne(declared, codeRepo) ? undefined : codeRepoId,
        destination: destinationOf(record),
        environment: environment === undefined ? undefined : { type: environment },
      }),
    };
  });
}

function destinationOf({ runtimeName, destination }: RuntimeRecord): object {
  const { environment, namespaces } = destination;
  const isUsual = namespaces.length === 1 && namespaces[0] === runtimeName;
  return present<unknown>({ environment, namespaces: isUsual ? undefined : namespaces });
}

/**
 * The type of the environment that a runtime has made: what Nautes writes has no namespace, what we write has the
 * product's. Of several runtimes that use it, the first counts as its maker.
 */
function ownEnvironment(
  record: RuntimeRecord,
  all: readonly RuntimeRecord[],
  declared: readonly Declared[],
): string | undefined {
  const { environment } = record.destination;
  const first = all.find(({ destination }) => destination.environment === environment);
  const its = declared.find(({ kind, name }) => kind === "Environment" && name === environment);
  if (first !== record || its === undefined) return undefined;
  const isOurs =
    textAt(its.metadata, "namespace") === record.productId &&
    !Object.hasOwn(its.metadata, "creationTimestamp");
  return isOurs ? textAt(its.spec, "envType") : undefined;
}

/** Whether the component finds a product's id in its files. */
function isTold(declared: readonly Declared[], productId: string | undefined): boolean {
  const ids = declared
    .filter(({ kind }) => ["Project", "Environment", "CodeRepo"].includes(kind))
    .flatMap(({ spec }) => textAt(spec, "product") ?? []);
  return ids.length > 0 && ids.every((id) => id === productId);
}

/** Whether the component finds the id of a code repo by its name. */
function isOnlyOne(declared: readonly Declared[], codeRepo: string | undefined): boolean {
  const called = declared.filter(
    ({ kind, spec }) => kind === "CodeRepo" && textAt(spec, "repoName") === codeRepo,
  );
  return codeRepo !== undefined && called.length === 1;
}
