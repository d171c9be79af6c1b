import { join } from "node:path";
import { settingsFrom } from "../../provider/config/settings";
import { Session } from "../../provider/session";
import { repositoryPath } from "../server";
import type { Job, Site, Writer } from "./job";

type Transport = "git" | "api";

/** The provider's own writer. */
export interface OwnWriter extends Writer {
  readonly transport: Transport;
}

/** Each way in which the provider's own writer reaches a server. */
export const ours: readonly OwnWriter[] = [
  { ...writer("ours, git", "git"), server: "git" },
  { ...writer("ours, GitLab, git", "git"), server: "gitlab" },
  { ...writer("ours, GitLab, its API", "api"), server: "gitlab" },
];

function writer(name: string, transport: Transport): Omit<OwnWriter, "server"> {
  return {
    name,
    transport,
    upTo: 1_000,
    same: true,
    async write(site, job) {
      const session = openSession(site, transport);
      await register(session, job).finally(() => session.close());
    },
  };
}

/** What a provider process has once it is configured. */
function openSession({ server, folder }: Site, transport: Transport): Session {
  const { url, token } = server;
  const access =
    token === undefined
      ? { git: JSON.stringify({ url }) }
      : { gitlab: JSON.stringify({ url, token, transport }) };
  const settings = settingsFrom(
    { repository: repositoryPath, cacheDirectory: join(folder, "cache"), ...access },
    {},
  );
  const silent = { warn: () => undefined, info: () => undefined, progress: () => undefined };
  return new Session(settings, silent);
}

/** Has all clusters of a job registered at once, as a program does that says how many it makes. */
async function register(session: Session, { clusters }: Job): Promise<void> {
  session.run.announce({ levels: [clusters.size] });
  await Promise.all(
    [...clusters].map(([name, { claims }]) => {
      const owner = `urn:pulumi:dev::bench::nautes:index:ConfigFiles::${name}`;
      return session.submit(
        repositoryPath,
        "main",
        { owner, stack: "bench/dev", hold: claims, held: undefined, seen: {}, adopt: false },
        { urn: owner, signal: new AbortController().signal, timeout: 600_000 },
      );
    }),
  );
}
