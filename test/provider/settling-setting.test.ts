import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { settingsFrom, type Settings } from "../../provider/config/settings";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import type { Log } from "../../provider/log";
import { openGitRepository } from "../../provider/open-repository";
import { createGitlabWorld, type GitlabWorld } from "../config-repo/gitlab-world";

/** Milliseconds; less than the default, which is 10 000. */
const settling = 1_000;

const silent: Log = { warn: () => undefined, info: () => undefined, progress: () => undefined };

let world: GitlabWorld;
let settings: Settings;
let gitlab: OpenGitlab;
beforeAll(async () => {
  world = await createGitlabWorld({ list: "- a\n" });
  const { server, token, folder, project } = world;
  const access = { url: server.url, token, fallbackToken: undefined, caCertificate: undefined };
  gitlab = openGitlab({ ...access, transport: "api" }, () => undefined);
  settings = settingsFrom(
    {
      gitlab: { url: server.url, token },
      timeouts: { settling },
      cacheDirectory: join(folder, "cache"),
    },
    {},
  );
  const based = `Based-On: ${"0".repeat(40)}`;
  project.repository.push({ list: "- b\n" }, { message: `Add b\n\nPulumi-Stack: dev\n${based}\n` });
});
afterAll(async () => {
  await gitlab.close();
  await world.stop();
});

it.each<readonly [string, () => ConfigRepo]>([
  ["by git", () => openGitRepository(settings, "group/tenant", "main", silent)],
  [
    "by the API",
    () => {
      const settlingMs = settings.timeouts.settling;
      return createGitlabRepo({ gitlab, project: "group/tenant", branch: "main", settlingMs });
    },
  ],
])("What a run may be about to take back is waited for as long as is set, %s", async (_, open) => {
  const repo = open();
  const head = await repo.head();
  expect(await repo.isSettled?.(head)).toBe(false);
  await setTimeout(settling);
  expect(await repo.isSettled?.(head)).toBe(true);
  await repo.close();
});
