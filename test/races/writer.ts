import { settingsFrom, type Settings } from "../../provider/config/settings";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { isNautesError, type ErrorCode } from "../../provider/errors";
import { openGitlab } from "../../provider/gitlab/open-gitlab";
import { openGitRepository } from "../../provider/open-repository";
import { Writers } from "../../provider/writer/writers";
import { claimsOf } from "./registration";
import type { Operation, Writer } from "./scenario";

/** Where a writer finds the branch of a round. */
export interface Address {
  /** The provider's configuration of the server. */
  readonly server: Readonly<Record<string, { readonly [key: string]: string }>>;
  readonly repository: string;
  readonly branch: string;
  readonly cacheDirectory: string;
}

export interface Failure {
  readonly code: ErrorCode | undefined;
  readonly message: string;
}

/** What a resource operation was answered. */
export interface Outcome {
  readonly operation: Operation;
  readonly failure: Failure | undefined;
  /** Of a success. */
  readonly commit: string | undefined;
  /** How often it was tried again. */
  readonly retries: number;
  /** Before and after it was at work, in milliseconds of one clock. */
  readonly began: number;
  readonly ended: number;
}

const silent = { warn: () => undefined, info: () => undefined, progress: () => undefined };

/** Runs one stack's operations as one provider process does: with a writer, a connection and a cache of its own. */
export async function runWriter(writer: Writer, address: Address): Promise<Outcome[]> {
  const { repository, branch, cacheDirectory, server } = address;
  const settings = settingsFrom({ repository, branch, cacheDirectory, ...server }, {});
  const { open, close } = opening(settings, address);
  const writers = new Writers({
    open,
    branch,
    message: settings.commit,
    windows: { quietMs: 5 },
  });
  try {
    return await Promise.all(writer.operations.map((operation) => run(operation)));
  } finally {
    await writers.close();
    await close();
  }

  async function run(operation: Operation): Promise<Outcome> {
    const { stack, name, before, after, waitMs } = operation;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const request = {
      owner: `urn:pulumi:${stack}::races::nautes:index:ConfigFiles::${name}`,
      stack,
      hold: after === undefined ? undefined : claimsOf(after),
      held: before === undefined ? undefined : claimsOf(before),
      seen: {},
      adopt: false,
    };
    let retries = 0;
    const began = performance.now();
    const call = { progress: (message: string) => void (retries += Number(/again/.test(message))) };
    try {
      const { commit } = await writers.writer(repository, branch).submit(request, call);
      return { operation, commit, failure: undefined, retries, began, ended: performance.now() };
    } catch (error) {
      const code = isNautesError(error) ? error.code : undefined;
      const message = error instanceof Error ? error.message : String(error);
      const failure = { code, message };
      const ended = performance.now();
      return { operation, commit: undefined, failure, retries, began, ended };
    }
  }
}

/** What the provider's session opens, without what it loads late: Jest cannot load that. */
function opening(settings: Settings, { repository, branch }: Address) {
  const gitlab =
    settings.gitlab?.transport === "api" ? openGitlab(settings.gitlab, () => undefined) : undefined;
  function open(): ConfigRepo {
    return gitlab === undefined
      ? openGitRepository(settings, repository, branch, silent)
      : createGitlabRepo({ gitlab, project: repository, branch });
  }
  return { open, close: async () => gitlab?.close() };
}
