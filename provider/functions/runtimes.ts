import { z } from "zod";
import type { UnreadableFile } from "../nautes-files/declared";
import { isProductFile, runtimesIn } from "../nautes-files/runtimes";
import type { RuntimeRecord } from "../nautes-files/runtimes";
import { listOf, text } from "../resources/cluster-inputs";
import type { Operation } from "../resources/resource";
import type { Session } from "../session";
import { answered } from "./arguments";
import { CodeRepoNames } from "./code-repo-names";
import type { DeclaredFiles } from "./declared-files";
import type { ProviderFunction } from "./function";
import { groupOf, productPlace } from "./product-place";
import { theOnly } from "./sought";

const place = { product: text, repository: text.optional(), branch: text.optional() };

export const GetDeploymentRuntimeArgs = z.strictObject({ runtimeName: text, ...place });

export const ListDeploymentRuntimesArgs = z.strictObject({
  projects: listOf(text).optional(),
  codeRepo: text.optional(),
  environment: text.optional(),
  ...place,
});

/** The functions that read what products' config repos record of their deployment runtimes. */
export interface RuntimeFunctions {
  /** `nautes:index:getDeploymentRuntime`: one runtime. */
  readonly get: ProviderFunction;
  /** `nautes:index:listDeploymentRuntimes`: all runtimes of a product that are as selected. */
  readonly list: ProviderFunction;
}

export function runtimeFunctions(session: Session, files: DeclaredFiles): RuntimeFunctions {
  const names = new CodeRepoNames(session);
  return {
    get: (args, call) =>
      answered(GetDeploymentRuntimeArgs, args, async (wanted) => {
        const { runtimes, unreadable, repository } = await ofProduct(wanted, call);
        const one = theOnly({
          noun: "deployment runtime",
          name: wanted.runtimeName,
          repository,
          found: runtimes,
          nameOf: ({ runtimeName }) => runtimeName,
          pathOf: ({ path }) => path,
          unreadable,
        });
        const [named = one] = await names.named([one], groupOf(repository), call);
        return named;
      }),
    list: (args, call) =>
      answered(ListDeploymentRuntimesArgs, args, async (wanted) => {
        const { runtimes, unreadable, repository } = await ofProduct(wanted, call);
        const group = groupOf(repository);
        const { projects, environment, codeRepo } = wanted;
        const selected = runtimes.filter(
          (runtime) =>
            (projects?.some((project) => runtime.projects.includes(project)) ?? true) &&
            (environment ?? runtime.destination.environment) === runtime.destination.environment,
        );
        const named = await names.named(selected, group, call);
        const found = named.filter((one) => isFrom(one, codeRepo, group));
        return { deploymentRuntimes: found, unreadable };
      }),
  };

  async function ofProduct(wanted: Wanted, call: Operation): Promise<OfProduct> {
    const at = await productPlace(session, files, wanted, call);
    const { declared, unreadable } = await files.at(at, isProductFile, call);
    const { repository, product, productId } = at;
    const runtimes = runtimesIn(declared)
      .filter((one) => productId === undefined || one.productId === productId)
      .map((one) => ({ ...one, product, repository }));
    return { runtimes, unreadable, repository };
  }
}

type Wanted = Parameters<typeof productPlace>[2];

interface OfProduct {
  readonly runtimes: readonly FoundRuntime[];
  readonly unreadable: readonly UnreadableFile[];
  readonly repository: string;
}

interface FoundRuntime extends RuntimeRecord {
  readonly product: string | undefined;
  readonly repository: string;
}

/** Whether a runtime's manifests are in a code repo, be that given by its name, its full path or its id. */
function isFrom(
  { manifestSource: { codeRepo, codeRepoId } }: RuntimeRecord,
  wanted: string | undefined,
  group: string | undefined,
): boolean {
  if (wanted === undefined) return true;
  if (wanted === codeRepoId) return true;
  return codeRepo !== undefined && [codeRepo, `${group ?? ""}/${codeRepo}`].includes(wanted);
}
