import { randomUUID } from "node:crypto";

import type { Changes } from "./commit-actions";
import type { Repository } from "./repository";

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly parent: string | undefined;
  readonly changes: Changes;
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
  readonly at: Date;
}

/** A commit that no branch has yet; `ref` keeps it until a branch does. */
export interface PendingCommit {
  readonly id: string;
  readonly ref: string;
}

/** Where commits wait; a server does not tell about refs below. */
export const pendingRefs = "refs/pending";

/** Makes the commit by one `git fast-import`, which reads only the trees that it changes. */
export async function writeCommit(
  repository: Repository,
  commit: NewCommit,
): Promise<PendingCommit> {
  const ref = `${pendingRefs}/${randomUUID()}`;
  const when = `${Math.floor(commit.at.getTime() / 1000)} +0000`;
  const head = [
    `commit ${ref}\nmark :1\n`,
    `author ${personLine(commit.author)} ${when}\n`,
    `committer ${personLine(commit.committer)} ${when}\n`,
    data(Buffer.from(commit.message)),
    commit.parent === undefined ? "" : `from ${commit.parent}\n`,
  ];
  const deleted = [...commit.changes].filter(([, file]) => file === null);
  const script = [
    ...head,
    ...deleted.map(([path]) => `D ${quoted(path)}\n`),
    ...[...commit.changes].flatMap(([path, file]) => {
      if (file === null) return [];
      const { mode, content } = file;
      if (!Buffer.isBuffer(content)) return [`M ${mode} ${content.id} ${quoted(path)}\n`];
      return [`M ${mode} inline ${quoted(path)}\n`, data(content)];
    }),
    "\nget-mark :1\n",
  ];
  const input = Buffer.concat(
    script.map((part) => (Buffer.isBuffer(part) ? part : Buffer.from(part))),
  );
  const printed = await repository.run(["fast-import", "--quiet", "--date-format=raw"], input);
  return { id: printed.toString().trim(), ref };
}

function data(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${content.length}\n`), content, Buffer.from("\n")]);
}

function personLine({ name, email }: Person): string {
  const [bareName = "", bareEmail = ""] = [name, email].map((text) =>
    text.replaceAll(/[<>\n]/g, "").trim(),
  );
  return `${bareName} <${bareEmail}>`;
}

function quoted(path: string): string {
  return `"${path.replaceAll(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
