import { join } from "node:path";

import type { ConfigRepo } from "../../../provider/config-repo/config-repo";
import { createGitRepo } from "../../../provider/config-repo/git/git-repo";
import { createGitlabRepo } from "../../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../../provider/gitlab/open-gitlab";
import type { Intent } from "../../../provider/gitlab/preflight";
import type { Transport } from "../../../provider/gitlab/settings";
import type { Gitlab } from "../../../sandbox/gitlab/gitlab";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

export type NewProject = Partial<Parameters<Gitlab["createProject"]>[0]>;
export type Scopes = NonNullable<Parameters<Gitlab["createToken"]>[0]["scopes"]>;

/** A project and a token of the user `me`, who is its maintainer unless `project` says else. */
export interface NewSite {
  readonly project?: NewProject;
  readonly scopes?: Scopes;
  readonly archived?: boolean;
  /** A day, `2027-01-31`. */
  readonly expiresAt?: string;
}

/** A project, opened with its token. */
export interface Site {
  readonly path: string;
  readonly gitlab: OpenGitlab;
  /** What the preflight warned of. */
  readonly warnings: readonly string[];
  /** Makes the commit that {@link intent} is of. @throws NautesError */
  readonly write: () => Promise<void>;
}

/** A GitLab stand-in with any number of sites. */
export interface Sites {
  readonly world: GitlabWorld;
  site(of: NewSite, transport: Transport): Site;
  stop(): Promise<void>;
}

const message = "Register cluster pd\n\nPulumi-Stack: clusters/dev\n";

/** The registration of a cluster. */
export function intent(project: string, more: Partial<Intent> = {}): Intent {
  return {
    project,
    branch: "main",
    message,
    paths: ["clusters/pd.yaml"],
    authorEmail: undefined,
    committerEmail: undefined,
    isSigned: false,
    opensMergeRequest: false,
    ...more,
  };
}

export async function startSites(): Promise<Sites> {
  const world = await startGitlabWorld();
  const opened: { close(): Promise<void> }[] = [];
  let count = 0;
  return {
    world,
    site,
    async stop() {
      await Promise.all(opened.map((one) => one.close()));
      await world.stop();
    },
  };

  function site({ project, archived, ...token }: NewSite, transport: Transport): Site {
    const path = project?.path ?? `nautes/tenant${++count}`;
    const made = world.server.createProject({
      path,
      members: { me: "maintainer" },
      files: { README: "x\n" },
      ...project,
    });
    if (archived === true) made.set({ archived });
    const { secret } = world.server.createToken({ kind: "personal", user: "me", ...token });
    const { url } = world.server;
    const settings = { url, token: secret, fallbackToken: undefined, caCertificate: undefined };
    const warnings: string[] = [];
    const gitlab = openGitlab({ ...settings, transport }, (said) => warnings.push(said));
    const repo = open(transport === "api" ? gitlab : undefined, path, secret);
    opened.push(gitlab, repo);
    return {
      path,
      gitlab,
      warnings,
      async write() {
        const changes = [{ path: "clusters/pd.yaml", text: "kind: Cluster\n" }];
        await repo.commit(changes, message, await repo.head());
      },
    };
  }

  function open(gitlab: OpenGitlab | undefined, project: string, password: string): ConfigRepo {
    const branch = "main";
    if (gitlab !== undefined) return createGitlabRepo({ gitlab, project, branch });
    const cacheDir = join(world.folder, "cache");
    const url = `${world.server.url}/${project}.git`;
    return createGitRepo({ url, branch, password, cacheDir });
  }
}
