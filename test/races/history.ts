import type { Repository } from "../../sandbox/gitlab/repository";
import { listPath } from "./registration";

/** A commit of a round, as plain git shows it. */
export interface Commit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly paths: readonly string[];
  /** The shared list after it. */
  readonly list: string;
}

/** What became of a branch. */
export interface History {
  readonly start: string;
  /** Since the start, oldest first. */
  readonly commits: readonly Commit[];
  /** The shared list at the start. */
  readonly list: string;
  /** Path → text at the end. */
  readonly files: ReadonlyMap<string, string>;
}

/** Reads a branch with git's own commands, and no code of ours. */
export async function readHistory(
  repository: Repository,
  start: string,
  branch: string,
): Promise<History> {
  const format = "--format=%x01%H%x02%P%x02%B%x02";
  const options = ["--reverse", "--topo-order", "--raw", "-z", "--no-abbrev", "--no-renames", "-m"];
  const range = `${start}..refs/heads/${branch}`;
  const told = (await repository.run(["log", ...options, format, range])).toString();
  const commits = told.split("\x01").slice(1).map(parse);
  const head = commits.at(-1)?.id ?? start;
  const listed = (await repository.run(["ls-tree", "-r", "-z", head])).toString();
  const blobs = listed.split("\0").flatMap((line) => {
    const match = /^\d+ blob ([\da-f]+)\t([^]*)$/.exec(line);
    return match === null ? [] : [[match[1] ?? "", match[2] ?? ""] as const];
  });
  const lists = [start, ...commits.map(({ id }) => id)].map((id) => `${id}:${listPath}`);
  const texts = await readAll(repository, [...lists, ...blobs.map(([id]) => id)]);
  return {
    start,
    list: texts[0] ?? "",
    commits: commits.map((commit, index) => ({ ...commit, list: texts[index + 1] ?? "" })),
    files: new Map(
      blobs.map(([, path], index) => [path, texts[lists.length + index] ?? ""] as const),
    ),
  };
}

function parse(text: string): Omit<Commit, "list"> {
  const [id = "", parents = "", message = "", raw = ""] = text.split("\x02");
  const paths = raw.split("\0").filter((part) => part.trim() !== "" && !/^\n*:/.test(part));
  return { id, parents: parents.split(" ").filter(Boolean), message, paths };
}

/** The texts of objects, by one process. */
async function readAll(repository: Repository, names: readonly string[]): Promise<string[]> {
  const output = await repository.run(["cat-file", "--batch"], `${names.join("\n")}\n`);
  const texts: string[] = [];
  let at = 0;
  for (const name of names) {
    const end = output.indexOf("\n", at);
    const size = /^[\da-f]+ blob (\d+)$/.exec(output.toString("utf8", at, end))?.[1];
    if (size === undefined) throw new Error(`git has no ${name}`);
    texts.push(output.toString("utf8", end + 1, end + 1 + Number(size)));
    at = end + 2 + Number(size);
  }
  return texts;
}
