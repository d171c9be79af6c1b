import { join } from "node:path";
import type { BareRepository } from "../sandbox/bare-repository";
import { createBareRepository } from "../sandbox/bare-repository";
import { startGitServer } from "../sandbox/git-server";
import { startGitlab } from "../sandbox/gitlab/gitlab";
import { contentOf } from "./content";
import { openDoor } from "./door";
import type { Answer, Counts, Place } from "./server";
import { repositoryPath } from "./server";

interface Served extends Omit<Place, "repository"> {
  readonly repository: BareRepository;
  readonly requests: () => number;
}

/** The process of a {@link Server}: started with kind, folder and number of files, it is asked for counts until it is left. */
async function main([kind, folder = "", files]: readonly string[]): Promise<void> {
  const content = { "README.md": "config repo\n", ...contentOf(Number(files)) };
  const { repository, requests, ...access } =
    kind === "gitlab" ? await gitlab(folder, content) : await git(folder, content);
  const door = await openDoor(access.url);
  process.on("message", () => tell(counts()));
  tell({ ...access, url: door.url, repository: repository.dir });

  function counts(): Counts {
    return {
      requests: requests(),
      bytes: door.bytes(),
      commits: Number(repository.git("rev-list", "--count", "main")),
    };
  }
}

async function git(folder: string, content: Record<string, string>): Promise<Served> {
  const root = join(folder, "srv");
  const repository = createBareRepository(join(root, `${repositoryPath}.git`), content);
  const server = await startGitServer({ root });
  return { url: server.url, repository, requests: () => server.requests.length };
}

async function gitlab(folder: string, files: Record<string, string>): Promise<Served> {
  const server = await startGitlab({ folder });
  server.createUser({ username: "me" });
  const { repository } = server.createProject({
    path: repositoryPath,
    members: { me: "maintainer" },
    files,
  });
  const { secret } = server.createToken({ kind: "personal", user: "me" });
  return {
    url: server.url,
    token: secret,
    repository,
    requests: () => server.requests.all.length,
  };
}

function tell(answer: Answer): void {
  process.send?.(answer);
}

process.on("disconnect", () => process.exit());
void main(process.argv.slice(2));
