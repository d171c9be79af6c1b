import type { NewProject, ProjectHandle } from "../../../sandbox/gitlab/newcomers";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { startEngine, type Engine } from "../engine";
import { oneFile, urn, World, type Plain, type State } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

/** A merge request as GitLab's API shows it. */
interface Shown {
  readonly iid: number;
  readonly state: string;
  readonly description: string;
  readonly squash: boolean;
}

/** A stack whose config repo, another one for each test, is written by merge requests. */
export class MergeRequestStage {
  readonly world = new World();
  gitlab!: GitlabWorld;
  engine!: Engine;
  project!: ProjectHandle;
  #count = 0;

  async start(): Promise<void> {
    this.gitlab = await startGitlabWorld({ mergeChecks: 0 });
    this.engine = await startEngine();
  }

  async stop(): Promise<void> {
    await this.world.stop();
    this.engine.stop();
    await this.gitlab.stop();
  }

  /** Begins with a repository of its own. */
  arrive(settings: Partial<NewProject> = {}): void {
    this.project = this.gitlab.server.createProject({
      path: `nautes/merged${++this.#count}`,
      // Who may not push to the branch.
      members: { me: "developer" },
      protect: { push: "no one", merge: "developer" },
      files: { README: "x\n" },
      ...settings,
    });
  }

  /** Another process, as each preview and each update has its own. */
  async run(mergeRequest: Plain = {}, engine = this.engine): Promise<void> {
    this.world.plugin = await this.world.unconfigured();
    await this.world.plugin.handshake(engine.address);
    await this.world.plugin.configure({
      repository: this.project.path,
      gitlab: JSON.stringify({ url: this.gitlab.server.url, token: this.gitlab.token }),
      mergeRequest: JSON.stringify(mergeRequest),
      batch: JSON.stringify({ quiet: 60 }),
    });
  }

  /** All merge requests, the newest first. */
  async requests(): Promise<readonly Shown[]> {
    const found = await this.gitlab.client().mergeRequests.all({ projectId: this.project.id });
    return found as never;
  }

  /** Merges the newest as a reviewer does. */
  async merge(options: { readonly squash?: boolean } = {}): Promise<void> {
    const [{ iid } = { iid: 0 }] = await this.requests();
    await this.gitlab.client().mergeRequests.merge(this.project.id, iid, options);
  }

  /** Closes one as a reviewer does. */
  async close(iid: number): Promise<void> {
    const { mergeRequests } = this.gitlab.client();
    await mergeRequests.edit(this.project.id, iid, { stateEvent: "close" });
  }

  /** As the engine refreshes and diffs: what it finds, and whether it would change it. */
  async refreshed(name: string, state: State): Promise<{ gone: boolean; quiet: boolean }> {
    const { plugin } = this.world;
    const found = await plugin.read(urn(name), state.id, state);
    if (found.id === "") return { gone: true, quiet: false };
    const checked = await plugin.check(urn(name), oneFile(name), state.inputs);
    const diff = await plugin.diff(urn(name), found.inputs, checked.inputs, found.outputs);
    const { DIFF_NONE } = pb.DiffResponse.DiffChanges;
    return { gone: false, quiet: diff.getChanges() === DIFF_NONE };
  }
}
