import type { z } from "zod";
import { NautesError } from "../errors";
import type { GitlabSettings } from "../gitlab/settings";
import { gitlabSettings, gitlabUrlProblem } from "../gitlab/settings";
import type { Config, Git } from "./schema";
import { isSsh, problem } from "./schema";

/** A credential that the environment offers; never written to state. */
export interface Credential {
  readonly username?: string;
  readonly password: string;
}

/** Where the repositories are. */
export interface Servers {
  /** How git reaches the repositories, also those of a GitLab server. */
  readonly git: z.infer<typeof Git>;
  /** The server, if it is configured as one of GitLab: then its API is used, too. */
  readonly gitlab: GitlabSettings | undefined;
  /** Taken when the stored credential is refused. */
  readonly fallback: Credential | undefined;
}

/** The addresses of the servers that the stack configures, which the environment's credentials are for. */
export type StackUrls = Readonly<Record<"git" | "gitlab" | "vault", string | undefined>>;

/** Which server the repositories are on. @throws invalid-configuration */
export function serverSettings(
  { git, gitlab }: Config,
  urls: StackUrls,
  environment: NodeJS.ProcessEnv,
): Servers {
  if (git !== undefined) {
    const fallback = environmentCredential(git.url, urls.git, environment);
    const missing = git.password === undefined && fallback !== undefined && !isSsh(git.url);
    return { git: missing ? { ...git, ...fallback } : git, gitlab: undefined, fallback };
  }
  const found = gitlabSettings(gitlab ?? {}, urls.gitlab, environment);
  if (found === undefined) {
    const missing =
      gitlab === undefined
        ? problem(
            "git.url",
            "is missing: where the config repo's server is; or, of GitLab, gitlab.url",
          )
        : problem("gitlab.url", "is missing: where the config repo's server is");
    throw new NautesError("invalid-configuration", missing.reason, { at: missing.path });
  }
  const wrong = gitlabUrlProblem(found.url);
  if (wrong !== undefined) {
    throw new NautesError("invalid-configuration", `The address in GITLAB_URL ${wrong}.`, {
      remedy: "Correct or unset GITLAB_URL, or `pulumi config set --path nautes:gitlab.url …`.",
      at: "GITLAB_URL",
    });
  }
  const { url, token, fallbackToken, caCertificate } = found;
  return {
    git: { url, caCertificate, ...(token === undefined ? {} : byToken(token)) },
    gitlab: found,
    fallback: fallbackToken === undefined ? undefined : byToken(fallbackToken),
  };
}

/** GitLab takes every token under this name. */
function byToken(token: string): Credential {
  return { username: "oauth2", password: token };
}

/** The environment's credential is for one server: NAUTES_GIT_URL, or else the one that the stack configures. */
function environmentCredential(
  url: string,
  stackUrl: string | undefined,
  environment: NodeJS.ProcessEnv,
): Credential | undefined {
  const password = environment["NAUTES_GIT_PASSWORD"];
  if (password === undefined || password === "") return undefined;
  const meant = environment["NAUTES_GIT_URL"] ?? stackUrl;
  if (meant !== undefined && serverOf(meant) !== serverOf(url)) return undefined;
  const username = environment["NAUTES_GIT_USERNAME"];
  return username === undefined || username === "" ? { password } : { username, password };
}

/** Scheme, host and port; what is no URL stands for itself. */
function serverOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}
