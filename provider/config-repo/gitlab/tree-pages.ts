import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { forEach } from "./at-once";
import { isNotFound, type Place } from "./place";

/** An entry of GitLab's tree API: a file, a folder or a submodule. */
export interface Listed {
  readonly id: string;
  readonly type: "blob" | "tree" | "commit";
  readonly path: string;
  readonly mode: string;
}

/** The most that GitLab gives. */
const PER_PAGE = 100;

/** Pages that are asked for ahead where GitLab does not count them, which it does not beyond 10,000 entries. */
const AHEAD = 8;

/** What is in a folder at a commit, or also in all below it, page by page. @throws not-found if there is no such commit */
export async function listPages(
  place: Place,
  commit: CommitId,
  folder: string,
  recursive: boolean,
): Promise<Listed[]> {
  const first = await page(1);
  const rest = first.pages === undefined ? uncounted(first) : counted(first.pages);
  return [...first.entries, ...(await rest)];

  async function page(number: number): Promise<Page> {
    const query = {
      ref: commit,
      path: folder === "" ? undefined : folder,
      recursive,
      perPage: PER_PAGE,
      page: number,
    };
    const endpoint = `projects/${encodeURIComponent(place.project)}/repository/tree`;
    const question = { method: "GET", endpoint, query } as const;
    const { body, headers } = await place.api.ask(question, place.bounds).catch(noCommit(commit));
    const pages = Number(headers["x-total-pages"] ?? "");
    return {
      entries: body as Listed[],
      pages: pages > 0 ? pages : undefined,
      hasNext: (headers["x-next-page"] ?? "") !== "",
    };
  }

  async function counted(pages: number): Promise<Listed[]> {
    const numbers = Array.from({ length: pages - 1 }, (_, index) => index + 2);
    return (await forEach(numbers, page)).flatMap(({ entries }) => entries);
  }

  async function uncounted(begin: Page): Promise<Listed[]> {
    const found: Listed[] = [];
    for (let next = 2, { hasNext } = begin; hasNext; next += AHEAD) {
      const numbers = Array.from({ length: AHEAD }, (_, index) => next + index);
      const pages = await forEach(numbers, page);
      found.push(...pages.flatMap(({ entries }) => entries));
      hasNext = pages.every((one) => one.hasNext);
    }
    return found;
  }
}

interface Page {
  readonly entries: readonly Listed[];
  /** Undefined: not counted. */
  readonly pages: number | undefined;
  readonly hasNext: boolean;
}

function noCommit(commit: CommitId): (error: unknown) => never {
  return (error) => {
    if (!isNotFound(error)) throw error;
    throw new NautesError("not-found", `The repository has no commit ${commit}.`, {
      remedy: "The branch may have been rewritten: run again.",
    });
  };
}
