import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

import type { CommitId, ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitRepo } from "../../provider/config-repo/git/git-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { isNautesError } from "../../provider/errors";
import { openGitlab } from "../../provider/gitlab/open-gitlab";
import { createGitlabWorld } from "./gitlab-world";

jest.setTimeout(180_000);

const rounds = 3;

const LOOK_AGAIN_MS = 50;

/** Adds its entries to the one list that all share, each as often as it takes. */
async function addAll(repo: ConfigRepo, name: string): Promise<void> {
  for (let round = 0; round < rounds;) {
    const seen = await settledHead(repo);
    const before = (await repo.read(["list"], seen)).get("list") ?? "";
    const entry = `- ${name}-${round}\n`;
    const lines = before.split(/(?<=\n)/);
    if (lines.includes(entry)) {
      round += 1;
      continue;
    }
    const text = [...lines, entry].sort().join("");
    await repo.commit([{ path: "list", text }], `Add ${name}-${round}`, seen).catch(unlessStale);
  }
}

/** What lies at an unsettled head may be taken back by who put it there: an entry in it does not count yet. */
async function settledHead(repo: ConfigRepo): Promise<CommitId> {
  for (;;) {
    const head = await repo.head();
    if ((await repo.isSettled?.(head)) !== false) return head;
    await setTimeout(LOOK_AGAIN_MS);
  }
}

function unlessStale(error: unknown): void {
  if (!isNautesError(error, "stale-read")) throw error;
}

it("of writers of one list, through the API and by push, nothing is lost and nothing doubled", async () => {
  const world = await createGitlabWorld({ list: "- a\n- z\n" });
  const { server, token, folder, project } = world;
  const settings = { url: server.url, token, fallbackToken: undefined, caCertificate: undefined };
  const gitlab = openGitlab({ ...settings, transport: "api" }, () => undefined);
  const byApi = ["one", "two", "three"].map((name) => ({
    name,
    repo: createGitlabRepo({ gitlab, project: "group/tenant", branch: "main" }),
  }));
  const byPush = {
    name: "four",
    repo: createGitRepo({
      url: `${server.url}/group/tenant.git`,
      branch: "main",
      password: token,
      cacheDir: join(folder, "cache"),
    }),
  };
  const writers = [...byApi, byPush];
  await Promise.all(writers.map(({ repo, name }) => addAll(repo, name)));
  const entries = writers.flatMap(({ name }) =>
    Array.from({ length: rounds }, (_, round) => `- ${name}-${round}`),
  );
  const list = project.repository.git("show", "main:list").split("\n");
  expect([...list].sort()).toEqual(["- a", ...entries, "- z"].sort());
  await Promise.all(writers.map(({ repo }) => repo.close()));
  await gitlab.close();
  await world.stop();
});
