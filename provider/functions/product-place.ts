import { foreignText } from "../claims/foreign-text";
import { isNautesError, NautesError } from "../errors";
import { isProductFile, productIdsIn, productNumber } from "../nautes-files/runtimes";
import type { Operation } from "../resources/resource";
import type { Session } from "../session";
import { placeIn } from "./arguments";
import type { DeclaredFiles, Place } from "./declared-files";

/** A product's config repo, and the product as it is asked for. */
export interface ProductPlace extends Place {
  /** The product's group, by its full path; absent: the repository is in none. */
  readonly product: string | undefined;
  /** Only if it is asked for by its id. */
  readonly productId: string | undefined;
}

interface Wanted {
  readonly product: string;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
}

/**
 * Where a product has its files: in the repository that is given, else in `<its name>/default.project`. A product that is
 * named by its id is looked for in `productRepositories`, whose files tell theirs, and by GitLab. @throws
 * registration-not-found
 */
export async function productPlace(
  session: Session,
  files: DeclaredFiles,
  wanted: Wanted,
  call: Operation,
): Promise<ProductPlace> {
  const { product, repository } = wanted;
  const number = productNumber(product);
  if (number === undefined) {
    const own = repository ?? `${product}/default.project`;
    return { ...placeIn(session, { ...wanted, repository: own }), product, productId: undefined };
  }
  const own = repository ?? (await repositoryOf(session, files, { ...wanted, number }, call));
  return {
    ...placeIn(session, { ...wanted, repository: own }),
    product: groupOf(own),
    productId: product,
  };
}

/** The group that a repository is in; undefined: in none. */
export function groupOf(repository: string): string | undefined {
  const group = repository.split("/").slice(0, -1).join("/");
  return group === "" ? undefined : group;
}

async function repositoryOf(
  session: Session,
  files: DeclaredFiles,
  { product, branch, number }: Wanted & { readonly number: number },
  call: Operation,
): Promise<string> {
  const { productRepositories } = session.settings;
  for (const repository of productRepositories) {
    const place = placeIn(session, { repository, branch });
    const { declared } = await files.at(place, isProductFile, call);
    if (productIdsIn(declared).has(product)) return repository;
  }
  const open = await session.gitlab();
  if (open === undefined) throw unknownProduct(product, productRepositories);
  try {
    const client = open.client(session.bounds(call));
    const { full_path: group } = await client.groups.show(number, { withProjects: false });
    return `${group}/default.project`;
  } catch (error) {
    if (!isNautesError(error, "not-found")) throw error;
    throw unknownProduct(product, productRepositories, error);
  }
}

function unknownProduct(
  product: string,
  looked: readonly string[],
  cause?: NautesError,
): NautesError {
  const tell =
    looked.length === 0
      ? "no repositories of products are configured"
      : `the files of ${looked.map(foreignText).join(", ")} tell other products`;
  const gitlab =
    cause === undefined
      ? "GitLab is not configured"
      : (cause.message.split("\n")[0] ?? "").replace(/\.$/, "");
  return new NautesError(
    "registration-not-found",
    `Which repository product ${product} has is not known: ${tell}, and ${gitlab}.`,
    {
      remedy:
        "Give the product by its name, or its `repository`, e.g. `shop/default.project`, or name that in nautes:productRepositories.",
      cause,
    },
  );
}
