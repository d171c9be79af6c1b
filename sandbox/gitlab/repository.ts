import { spawn } from "node:child_process";

import { foreignEnvironment } from "../bare-repository";
import { ObjectReader } from "./object-reader";

/** One entry of a tree. */
export interface TreeEntry {
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly id: string;
  readonly path: string;
}

class GitFailure extends Error {}

/** How many paths go into one command line. */
const chunk = 1000;

/** A bare repository, through git's own commands, without waiting synchronously. */
export class Repository {
  readonly dir: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #reader: ObjectReader;

  /** @param env added to git's environment: where quarantined objects lie */
  constructor(dir: string, env: NodeJS.ProcessEnv = {}) {
    this.dir = dir;
    this.#env = { ...foreignEnvironment(), ...env };
    this.#reader = new ObjectReader(dir, this.#env);
  }

  /** Ends what is kept running for it. */
  async close(): Promise<void> {
    await this.#reader.close();
  }

  /** Runs git and answers what it printed. @throws GitFailure */
  async run(
    args: readonly string[],
    input: string | Buffer = "",
    env: NodeJS.ProcessEnv = {},
  ): Promise<Buffer> {
    const child = spawn("git", ["--literal-pathspecs", ...args], {
      cwd: this.dir,
      env: { ...this.#env, ...env },
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (data: Buffer) => output.push(data));
    child.stderr.on("data", (data: Buffer) => errors.push(data));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code === 0) return Buffer.concat(output);
    throw new GitFailure(`git ${args[0] ?? ""}: ${Buffer.concat(errors).toString().trim()}`);
  }

  async git(...args: string[]): Promise<string> {
    return (await this.run(args)).toString().trimEnd();
  }

  /** Whether git ends with 0. */
  async succeeds(...args: string[]): Promise<boolean> {
    return this.run(args).then(
      () => true,
      () => false,
    );
  }

  /** The commit that a branch, tag or id names. */
  async commit(ref: string): Promise<string | undefined> {
    if (ref === "" || ref.startsWith("-")) return undefined;
    return await this.#resolve(`${ref}^{commit}`);
  }

  async head(branch: string): Promise<string | undefined> {
    return branch === "" ? undefined : await this.#resolve(`refs/heads/${branch}^{commit}`);
  }

  async isEmpty(): Promise<boolean> {
    if ((await this.#reader.look("HEAD")) !== undefined) return false;
    return (await this.git("for-each-ref", "--count=1", "--format=x", "refs/heads")) === "";
  }

  async branches(): Promise<readonly string[]> {
    const names = await this.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads");
    return names.split("\n").filter((name) => name !== "");
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return older === newer || (await this.succeeds("merge-base", "--is-ancestor", older, newer));
  }

  /** The commit that last touched `path`, seen from `ref`. */
  async lastCommit(ref: string, path: string): Promise<string | undefined> {
    const commit = await this.commit(ref);
    if (commit === undefined) return undefined;
    const found = await this.git("log", "-1", "--format=%H", commit, "--", path);
    return found === "" ? undefined : found;
  }

  /** The entries at `paths`, and of the folders above them. */
  async entries(commit: string, paths: Iterable<string>): Promise<Map<string, TreeEntry>> {
    const wanted = [...new Set([...paths].flatMap(withFolders))];
    const found = new Map<string, TreeEntry>();
    for (let at = 0; at < wanted.length; at += chunk) {
      const some = wanted.slice(at, at + chunk);
      const listed = await this.run(["ls-tree", "-z", "-t", commit, "--", ...some]);
      for (const entry of parseTree(listed)) found.set(entry.path, entry);
    }
    return found;
  }

  /** What is below a folder, or below the root; undefined if there is no such folder. */
  async tree(
    commit: string,
    folder: string,
    recursive: boolean,
  ): Promise<readonly TreeEntry[] | undefined> {
    const root = await this.#reader.look(`${commit}:${folder}`);
    if (root?.type !== "tree") return undefined;
    const deep = recursive ? ["-r", "-t"] : [];
    const above = folder === "" ? "" : `${folder}/`;
    const entries = parseTree(await this.run(["ls-tree", "-z", ...deep, root.id]));
    return entries.map((entry) => ({ ...entry, path: above + entry.path }));
  }

  async blob(id: string): Promise<Buffer> {
    return await this.run(["cat-file", "blob", id]);
  }

  /** Moves refs as one, each from what it was seen at; false: one of them had moved. */
  async moveRefs(moves: readonly RefMove[]): Promise<boolean> {
    const lines = moves.map(({ ref, to, from }) =>
      to === undefined ? `delete ${ref} ${from ?? ""}` : `update ${ref} ${to} ${from ?? zeros}`,
    );
    const input = ["start", ...lines, "commit", ""].join("\n");
    return this.run(["update-ref", "--stdin"], input).then(
      () => true,
      () => false,
    );
  }

  async #resolve(name: string): Promise<string | undefined> {
    return (await this.#reader.look(name))?.id;
  }
}

export interface RefMove {
  readonly ref: string;
  /** Undefined deletes it. */
  readonly to: string | undefined;
  /** Undefined: it must not be there; of a deletion: whatever it is. */
  readonly from: string | undefined;
}

export const zeros = "0".repeat(40);

function withFolders(path: string): readonly string[] {
  const names = path.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

function parseTree(listed: Buffer): TreeEntry[] {
  const lines = listed
    .toString()
    .split("\0")
    .filter((line) => line !== "");
  return lines.map((line) => {
    const tab = line.indexOf("\t");
    const [mode = "", type = "blob", id = ""] = line.slice(0, tab).split(" ");
    return { mode, type: type as TreeEntry["type"], id, path: line.slice(tab + 1) };
  });
}
