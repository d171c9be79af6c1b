import type { Declared } from "./declared";
import { mapAt, textAt, textsAt } from "./leaves";

const folders = ["runtimes/", "envs/", "code-repos/", "projects/"];

/** Whether a file of a product's config repo may declare a runtime, or what tells something of one. */
export function isProductFile(path: string): boolean {
  return folders.some((folder) => path.startsWith(folder)) && /\.ya?ml$/.test(path);
}

/** A deployment runtime as its file records it, with what the files beside it tell; what none has is absent. */
export interface RuntimeRecord {
  readonly runtimeName: string;
  readonly path: string;
  readonly productId?: string | undefined;
  readonly projects: readonly string[];
  readonly manifestSource: {
    readonly codeRepo?: string | undefined;
    readonly codeRepoId?: string | undefined;
    readonly targetRevision?: string | undefined;
    readonly path?: string | undefined;
  };
  readonly destination: {
    readonly environment?: string | undefined;
    readonly namespaces: readonly string[];
  };
  readonly account: string;
  /** Of its environment. */
  readonly clusterName?: string | undefined;
}

/** The deployment runtimes among the declared resources of a product. */
export function runtimesIn(declared: readonly Declared[]): readonly RuntimeRecord[] {
  const codeRepos = told(declared, "CodeRepo", "repoName");
  const clusters = told(declared, "Environment", "cluster");
  return declared
    .filter(({ kind }) => kind === "DeploymentRuntime")
    .map(({ path, name, spec }) => {
      const source = mapAt(spec, "manifestSource");
      const destination = mapAt(spec, "destination");
      const environment = textAt(destination, "environment");
      const namespaces = textsAt(destination, "namespaces");
      const codeRepoId = textAt(source, "codeRepo");
      return {
        runtimeName: name,
        path,
        productId: textAt(spec, "product"),
        projects: textsAt(spec, "projectsRef"),
        manifestSource: {
          codeRepo: codeRepos.get(codeRepoId),
          codeRepoId,
          targetRevision: textAt(source, "targetRevision"),
          path: textAt(source, "path"),
        },
        destination: { environment, namespaces: namespaces.length > 0 ? namespaces : [name] },
        account: textAt(spec, "account") ?? name,
        clusterName: clusters.get(environment),
      };
    });
}

/** The ids of the products that declared resources belong to; more than one only if somebody mixed them up. */
export function productIdsIn(declared: readonly Declared[]): ReadonlySet<string> {
  return new Set(
    declared.map(({ spec }) => textAt(spec, "product")).filter((id) => id !== undefined),
  );
}

/** The number in `product-12`; undefined: it is a name. */
export function productNumber(product: string): number | undefined {
  return numberIn(/^product-(\d{1,15})$/, product);
}

/** The number in `repo-34`; undefined: it is a name. */
export function codeRepoNumber(codeRepo: string): number | undefined {
  return numberIn(/^repo-(\d{1,15})$/, codeRepo);
}

function numberIn(form: RegExp, text: string): number | undefined {
  const [, digits] = form.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Name of a resource of a kind → what a field of it says. */
function told(
  declared: readonly Declared[],
  wanted: string,
  field: string,
): ReadonlyMap<string | undefined, string | undefined> {
  return new Map(
    declared
      .filter(({ kind }) => kind === wanted)
      .map(({ name, spec }) => [name, textAt(spec, field)]),
  );
}
