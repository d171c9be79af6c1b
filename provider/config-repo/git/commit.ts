import type { FileChange } from "../../claims/request";
import { checkChanges, nothingToCommit } from "../changes";
import type { CommitId } from "../config-repo";
import { refuseLink, refuseSubmodule, type TreeEntries } from "../tree-entries";
import { keyText } from "./credentials";
import { DamagedCache, type Git } from "./git";
import type { GitConfig } from "./git-environment";
import type { Place } from "./place";

/** A ref of the cache alone: git wants one for what it imports. Overwritten each time. */
const scratchRef = "refs/nautes/building";

/** What a commit is made of, and on. */
export interface Basis {
  /** The commit whose files are changed, and those files. */
  readonly files: CommitId;
  readonly entries: TreeEntries;
  /** Several: it may be without a change of those files, for it joins two histories. */
  readonly parents: readonly CommitId[];
}

/** Makes, in the cache, the commit that changes the files of `basis`. @throws invalid-arguments, repository-unsuitable */
export async function buildCommit(
  place: Place,
  changes: readonly FileChange[],
  message: string,
  { files, entries, parents }: Basis,
): Promise<CommitId> {
  for (const { path } of changes) refuseSubmodule(path, entries);
  const joins = parents.length > 1;
  if (changes.length > 0 || !joins) checkChanges(changes, entries);
  for (const { path } of changes) refuseLink(path, entries.get(path));
  const tree = await writeTree(place, changes, files, entries);
  if (tree.same && !joins) throw nothingToCommit();
  return writeCommit(place, tree.id, message, parents);
}

/** Writes blobs and touched trees in one go; the other trees of `parent` are neither read nor written. */
async function writeTree(
  { git, gitDir, signal }: Place,
  changes: readonly FileChange[],
  parent: CommitId,
  entries: TreeEntries,
): Promise<{ readonly id: string; readonly same: boolean }> {
  const input = importStream(changes, parent, entries);
  const args = ["fast-import", "--quiet", "--done", "--force"];
  const output = (await git.run(args, { gitDir, signal, input })).toString();
  const [before, after] = [...output.matchAll(/^040000 tree ([0-9a-f]+)\t/gm)].map(([, id]) => id);
  if (after === undefined) {
    throw new DamagedCache({
      exitCode: 0,
      timedOut: false,
      stdout: Buffer.alloc(0),
      stderr: output,
    });
  }
  return { id: after, same: before === after };
}

/** What git-fast-import(1) reads: a commit of no importance, and questions for the tree before and after it. */
function importStream(
  changes: readonly FileChange[],
  parent: CommitId,
  entries: TreeEntries,
): Buffer {
  const parts: (string | Buffer)[] = [
    `commit ${scratchRef}\nmark :1\ncommitter nautes <nautes@localhost> 0 +0000\ndata 0\n`,
    `from ${parent}\n`,
  ];
  for (const { path, text } of changes) {
    if (text === null) {
      parts.push(`D ${quoted(path)}\n`);
      continue;
    }
    const bytes = Buffer.from(text, "utf8");
    const mode = entries.get(path)?.mode ?? "100644";
    parts.push(`M ${mode} inline ${quoted(path)}\ndata ${bytes.length}\n`, bytes, "\n");
  }
  parts.push(`\nls ${parent} ""\nls :1 ""\ndone\n`);
  return Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
}

async function writeCommit(
  { git, gitDir, signal }: Place,
  tree: string,
  message: string,
  parents: readonly CommitId[],
): Promise<CommitId> {
  const { author, committer, signingKey } = git.settings;
  const signing = signingKey === undefined ? [] : signatureConfig(git, signingKey);
  const args = [
    "commit-tree",
    tree,
    ...parents.flatMap((id) => ["-p", id]),
    ...(signing.length > 0 ? ["-S"] : []),
  ];
  const output = await git.run(args, {
    gitDir,
    signal,
    config: signing,
    input: message.endsWith("\n") ? message : `${message}\n`,
    variables: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
    },
    special: [
      {
        when: /failed to sign|Load key|user\.signingkey|Couldn't (?:load|sign)/i,
        code: "local-failure",
        sentence: "The commit could not be signed.",
        remedy:
          "Set `commit.signingKey` to an SSH private key without a passphrase, or to a public key that the agent holds.",
      },
    ],
  });
  return output.toString().trim();
}

const signingFiles = new WeakMap<Git, string>();

function signatureConfig(git: Git, key: string): GitConfig {
  let value = key;
  if (key.includes("PRIVATE KEY")) {
    value = signingFiles.get(git) ?? git.folder.file("signing-key", keyText(key));
    signingFiles.set(git, value);
  }
  return [
    ["gpg.format", "ssh"],
    ["gpg.ssh.program", "ssh-keygen"],
    ["user.signingKey", value],
  ];
}

/** A path as Git quotes it, which allows every byte but NUL. */
function quoted(path: string): string {
  const escaped = path.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
