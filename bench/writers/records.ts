import { execFileSync } from "node:child_process";
import { isDeepStrictEqual } from "node:util";
import { load } from "js-yaml";
import { repoLayout } from "../../components/registration";
import { foreignEnvironment } from "../../sandbox/bare-repository";
import type { Job } from "./job";

/** The clusters of a job whose records a repository does not have, or has with another content. */
export function otherRecords(repository: string, { clusters, files }: Job): string[] {
  const texts = new Map(files.map(({ path, text }) => [path, text ?? ""]));
  const there = new Set(git("ls-tree", "-r", "--name-only", "main").split("\n"));
  return [...clusters.keys()].filter((name) => {
    const path = repoLayout.clusterResource(name);
    if (!there.has(path)) return true;
    const found = git("cat-file", "blob", `main:${path}`);
    return !isDeepStrictEqual(contentOf(found), contentOf(texts.get(path) ?? ""));
  });

  function git(...args: readonly string[]): string {
    const options = { env: foreignEnvironment(), maxBuffer: 2 ** 28 };
    return execFileSync("git", ["-C", repository, ...args], options).toString();
  }
}

/** What a record says, without the empty fields that Nautes' printing leaves behind. */
function contentOf(text: string): object {
  const { metadata, ...rest } = load(text) as { readonly metadata?: object };
  return { ...rest, metadata: { ...metadata, creationTimestamp: undefined }, status: undefined };
}
