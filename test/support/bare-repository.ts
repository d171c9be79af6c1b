import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Path → text; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

const nobody = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

/** A folder of bare repositories, as a Git server has one, with somebody else who commits to them. */
export class RepositoryFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "nautes-repositories-"));

  /** A repository whose branch main has a first commit with these files. */
  create(name: string, files: Files = { "README.md": "config repo\n" }): BareRepository {
    const path = join(this.folder, `${name}.git`);
    mkdirSync(dirname(path), { recursive: true });
    git(this.folder, "init", "--quiet", "--bare", "--initial-branch=main", path);
    const repository = new BareRepository(path);
    if (Object.keys(files).length > 0) repository.commit(files, "Begin");
    return repository;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A bare repository and what a person with a clone of it can do and see. */
export class BareRepository {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Commits as somebody else and pushes. */
  commit(files: Files, message: string, author = "Somebody Else <else@example.com>"): string {
    const clone = mkdtempSync(join(tmpdir(), "nautes-clone-"));
    try {
      git(clone, "clone", "--quiet", this.path, ".");
      for (const [path, text] of Object.entries(files)) {
        const file = join(clone, path);
        if (text === null) {
          rmSync(file);
          continue;
        }
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      const [, name = "", email = ""] = /^(.*) <(.*)>$/.exec(author) ?? [];
      const as = ["-c", `user.name=${name}`, "-c", `user.email=${email}`];
      git(clone, "add", "--all");
      git(clone, ...as, "commit", "--quiet", "--allow-empty", "-m", message);
      git(clone, "push", "--quiet", "origin", "HEAD:main");
      return git(clone, "rev-parse", "HEAD").trim();
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  }

  head(): string {
    return this.git("rev-parse", "main").trim();
  }

  /** Id of the whole tree: equal ids, equal bytes. */
  treeId(): string {
    return this.git("rev-parse", "main^{tree}").trim();
  }

  paths(): string[] {
    return this.git("ls-tree", "-r", "-z", "--name-only", "main").split("\0").filter(Boolean);
  }

  /** Path → text. */
  files(): Map<string, string> {
    return new Map(this.paths().map((path) => [path, this.text(path)]));
  }

  text(path: string): string {
    return this.git("show", `main:${path}`);
  }

  /** Messages, newest first. */
  messages(): string[] {
    return this.git("log", "--format=%B%x00", "main")
      .split("\0")
      .map((message) => message.trim())
      .filter((message) => message !== "");
  }

  subjects(): string[] {
    return this.messages().map((message) => message.split("\n")[0] ?? "");
  }

  /** Paths that a commit changed, relative to its parent. */
  changed(commit = "main"): string[] {
    return this.git("diff-tree", "-r", "-z", "--no-commit-id", "--name-only", commit)
      .split("\0")
      .filter(Boolean);
  }

  /** Commits with more than one parent. */
  merges(): number {
    return Number(this.git("rev-list", "--count", "--min-parents=2", "main").trim());
  }

  /** Names of all loose objects and packs: equal lists, nothing was added. */
  objects(): string[] {
    return readdirSync(join(this.path, "objects"), { recursive: true }).map(String).sort();
  }

  git(...args: string[]): string {
    return git(this.path, ...args);
  }
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync("git", args, {
    cwd,
    env: { ...process.env, ...nobody },
    encoding: "utf8",
    maxBuffer: 256 * 2 ** 20,
    stdio: ["ignore", "pipe", "pipe"],
  });
}
