import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitRepo, type GitRepo } from "../../provider/config-repo/git/git-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { MergeRequestRepo } from "../../provider/config-repo/merge-request/merge-request-repo";
import { MergeRequests } from "../../provider/config-repo/merge-request/requests";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import type { Receipt } from "../../provider/writer/turn";
import { Writers } from "../../provider/writer/writers";
import { startGitlab, type Gitlab } from "../../sandbox/gitlab/gitlab";
import type { ProjectHandle } from "../../sandbox/gitlab/newcomers";
import { requestOf, stack, theirs, type Step } from "./fault-steps";

/** How commits reach a GitLab. */
export type Way = "git over HTTPS" | "transport api" | "merge requests";

/** What the server holds of what a step may change. */
export interface Standing {
  /** Every file of the branch that is written. */
  readonly files: string;
  readonly commits: number;
  /** What the merge requests say of themselves, the newest first. */
  readonly requests: readonly string[];
}

interface Shown {
  readonly iid: number;
  readonly state: string;
  readonly title: string;
  readonly description: string;
  readonly labels: readonly string[];
  readonly sha: string;
}

const source = "pulumi-nautes/clusters-dev";

/** A project of a GitLab of its own, in which a registration comes, changes and goes; each step in a process of its own. */
export class FaultSite {
  readonly way: Way;
  readonly server: Gitlab;
  readonly token: string;
  readonly #folder: string;
  readonly #project: ProjectHandle;
  #count = 0;

  private constructor(way: Way, server: Gitlab, folder: string) {
    this.way = way;
    this.server = server;
    this.#folder = folder;
    server.createUser({ username: "me" });
    this.token = server.createToken({ kind: "personal", user: "me" }).secret;
    const members = { me: "maintainer" } as const;
    this.#project = server.createProject({ path: "group/tenant", members, files: theirs });
  }

  static async start(way: Way): Promise<FaultSite> {
    const folder = mkdtempSync(join(tmpdir(), "nautes-faults-"));
    const server = await startGitlab({ folder: join(folder, "server"), mergeChecks: 0 });
    return new FaultSite(way, server, folder);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Has a step done; no request, and no git, is waited for longer than `timeout` milliseconds. */
  async run(step: Step, held: Receipt | undefined, timeout = 60_000): Promise<Receipt> {
    const gitlab = this.#gitlab(timeout);
    const writers = new Writers({
      open: () => this.#open(gitlab, timeout),
      branch: "main",
      message: {},
      windows: { quietMs: 1 },
      patience: { attempts: 3, baseMs: 2, capMs: 20 },
    });
    try {
      return await writers.writer("group/tenant", "main").submit(requestOf(step, held));
    } finally {
      await writers.close();
      await gitlab.close();
    }
  }

  /** What there is now; asked without faults. */
  async standing(): Promise<Standing> {
    const { id, repository } = this.#project;
    const branches = repository.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads");
    const written = branches.split("\n").includes(source) ? source : "main";
    const asked = await fetch(`${this.server.url}/api/v4/projects/${id}/merge_requests`, {
      headers: { "private-token": this.token },
    });
    const requests = (await asked.json()) as readonly Shown[];
    return {
      files: repository.git("ls-tree", "-r", written),
      commits: Number(repository.git("rev-list", "--count", written)),
      requests: requests.map(
        ({ iid, state, title, description, labels, sha }) =>
          // A commit is another one each time.
          `!${iid} ${state} ${labels.join()} ${title}\n${description.replaceAll(sha, "its head")}`,
      ),
    };
  }

  /** Whether a branch has this commit. */
  holds(commit: string): boolean {
    return this.#project.repository.git("branch", "--contains", commit) !== "";
  }

  #open(gitlab: OpenGitlab, timeout: number): ConfigRepo {
    if (this.way === "git over HTTPS") return this.#branch("main", timeout);
    const project = "group/tenant";
    if (this.way === "transport api") return createGitlabRepo({ gitlab, project, branch: "main" });
    return new MergeRequestRepo({
      target: this.#branch("main", timeout),
      source: this.#branch(source, timeout),
      requests: new MergeRequests({ gitlab, project, source, target: "main" }),
      stack,
      message: {},
      settings: { labels: ["clusters"], assignees: ["me"], removeSourceBranch: true },
      wrote: () => undefined,
      looked: () => undefined,
      tell: { info: () => undefined },
    });
  }

  #branch(branch: string, timeout: number): GitRepo {
    return createGitRepo({
      url: `${this.server.url}/group/tenant.git`,
      branch,
      password: this.token,
      configuredAs: "gitlab",
      cacheDir: join(this.#folder, "cache", String((this.#count += 1))),
      timeouts: { command: timeout },
    });
  }

  #gitlab(timeout: number): OpenGitlab {
    const { token, server } = this;
    const settings = { url: server.url, token, fallbackToken: undefined, caCertificate: undefined };
    return openGitlab({ ...settings, transport: "api" }, () => undefined, {
      patience: { attempts: 4, baseMs: 2, capMs: 20 },
      timeouts: { read: timeout, write: timeout },
    });
  }
}
