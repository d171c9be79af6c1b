import {
  adoptClusters,
  adoptRuntimes,
  isRuntimeFile,
  isTenantFile,
} from "../../components/adoption";
import type {
  AdoptedCluster,
  AdoptedRuntime,
  Adoptions,
  TenantFacts,
} from "../../components/adoption";
import type { InputProblem } from "../program/problem";
import { repositoryTexts } from "../repositories/texts";
import type { Repositories } from "../repositories/texts";

/** What the repositories hold, as arguments. */
export interface Reading {
  readonly clusters: Adoptions<AdoptedCluster>["adoptions"];
  readonly runtimes: Adoptions<AdoptedRuntime>["adoptions"];
  readonly tenant: TenantFacts;
  /** What was left out, and why. */
  readonly problems: readonly InputProblem[];
}

/** Reads the tenant's config repo and those of products: each one look. */
export async function readRepositories(repositories: Repositories): Promise<Reading> {
  const { repository, products } = repositories;
  const [tenantFiles, ...productFiles] = await Promise.all([
    repositoryTexts(repositories, repository, isTenantFile),
    ...products.map((product) => repositoryTexts(repositories, product, isRuntimeFile)),
  ]);
  const clusters = adoptClusters(tenantFiles);
  const deliveries = new Map(
    clusters.adoptions.map(({ adopted }) => [adopted.name, adopted.delivery]),
  );
  const usual = [...deliveries.values()].includes("push") ? "push" : "pull";
  const runtimes = productFiles.map((snapshot, index) => {
    const product = products[index] ?? "";
    const found = adoptRuntimes(
      snapshot,
      product,
      (cluster = "") => deliveries.get(cluster) ?? usual,
    );
    return { product, ...found };
  });
  return {
    clusters: clusters.adoptions,
    runtimes: runtimes.flatMap(({ adoptions }) => adoptions),
    tenant: clusters.tenant,
    problems: [
      ...problemsOf(repository, clusters),
      ...runtimes.flatMap((found) => problemsOf(found.product, found)),
    ],
  };
}

function problemsOf(
  repository: string,
  { broken, refused }: Adoptions<{ readonly path: string; readonly name: string }>,
): readonly InputProblem[] {
  return [
    ...broken.map(({ path, line, message }) => ({
      ...{ file: `${repository}/${path}`, line, path: "" },
      message: `${message} Correct it, and import again.`,
    })),
    ...refused.flatMap(({ adopted, problems }) =>
      problems.map(({ path, message }) => ({
        ...{ file: `${repository}/${adopted.path}`, line: 1, path },
        message: `${message} ${adopted.name} is left out.`,
      })),
    ),
  ];
}
