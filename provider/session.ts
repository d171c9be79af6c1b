import type { Claims } from "./claims/model";
import type { Observation } from "./claims/observe";
import type { ClaimRequest, LastChange, Outcome, Snapshot } from "./claims/request";
import type { Settings } from "./config/settings";
import type { OpenGitlab } from "./gitlab/open-gitlab";
import type { Bounds } from "./http/retry";
import type { Log } from "./log";
import { gitlabPreflight } from "./gitlab-preflight";
import { MergeRequestDesk } from "./merge-request-desk";
import type { Place, ShownBefore } from "./pin";
import { Pin } from "./pin";
import type { RecordOwner } from "./preview-record";
import { openRepository } from "./open-repository";
import type { Operation } from "./resources/resource";
import { systemClock } from "./writer/clock";
import type { Kv } from "./vault/kv";
import type { OpenVault } from "./vault/open-vault";
import type { Call } from "./writer/member";
import { within } from "./writer/member";
import type { Run } from "./writer/run";
import type { Receipt } from "./writer/turn";
import type { Preflight, Writer } from "./writer/writer";
import { Writers } from "./writer/writers";

const nobody: RecordOwner = { engine: undefined, provider: "", phase: () => "" };

/** A configured provider at work: its settings, what is known of the engine's run, a writer for each repository. */
export class Session {
  readonly settings: Settings;
  readonly log: Log;
  /** Those of this stack, if branches are written by them. */
  readonly mergeRequests: MergeRequestDesk;
  /** What was shown before this run, to which it is held. */
  readonly pin: Pin;
  /** URNs of resources at whose paths a run that was cut off left something undone: they are updated, come what may. */
  readonly unsettled = new Set<string>();
  readonly #writers: Writers;
  readonly #cancelled = new AbortController();
  #vault: Promise<OpenVault> | undefined;
  #gitlab: Promise<OpenGitlab> | undefined;

  /** `owner`: whose record of previews it keeps; without, each run counts as one without a preview. */
  constructor(settings: Settings, log: Log, owner: RecordOwner = nobody) {
    const { quiet, longest, attempts } = settings.batch;
    this.settings = settings;
    this.log = log;
    this.pin = new Pin(settings, log, owner);
    this.mergeRequests = new MergeRequestDesk(
      settings,
      log,
      { provider: owner.provider, isAfterPreview: () => this.pin.isAfterPreview },
      () => this.gitlab(),
    );
    this.#writers = new Writers({
      open: (repository, branch) =>
        settings.mergeRequest === undefined
          ? openRepository(settings, repository, branch, log, () => this.gitlab())
          : this.mergeRequests.open(repository, branch),
      branch: settings.branch,
      message: settings.commit,
      ...(settings.gitlab === undefined ? {} : { preflight: this.#preflight(settings) }),
      windows: {
        ...(quiet === undefined ? {} : { quietMs: quiet }),
        ...(longest === undefined ? {} : { longestMs: longest }),
      },
      patience: attempts === undefined ? {} : { attempts },
    });
  }

  /** What is known of the engine's run. */
  get run(): Run {
    return this.#writers.run;
  }

  /** Has the request fulfilled, together with those that come at the same time. */
  async submit(
    repository: string,
    branch: string,
    request: ClaimRequest,
    call: Operation,
  ): Promise<Receipt> {
    const place = await this.#enter(repository, branch, call);
    return place.writer.submit(request, this.call(call));
  }

  /** What the request would come to; writes nothing. */
  async preview(
    repository: string,
    branch: string,
    request: ClaimRequest,
    call: Operation,
  ): Promise<Outcome> {
    const place = await this.#enter(repository, branch, call);
    return place.writer.preview(request, this.call(call));
  }

  /** Rejects if the request would be refused at the head as it is now; writes nothing. */
  judge(repository: string, branch: string, request: ClaimRequest, call: Operation): Promise<void> {
    return this.#writer(repository, branch).judge(request, this.call(call));
  }

  /** What became of claims. */
  async observe(
    repository: string,
    branch: string,
    held: Claims,
    seen: ClaimRequest["seen"],
    call: Operation,
  ): Promise<Observation> {
    const place = await this.#enter(repository, branch, call);
    const found = await place.writer.observe(held, seen, this.call(call));
    if (found.drifted) await this.mergeRequests.drifted(place);
    return found;
  }

  /** What was shown before this run of claims, and of what others are `known` to have changed; undefined: nothing was. */
  shown(
    repository: string,
    branch: string,
    before: Pick<ClaimRequest, "seen"> & {
      readonly held: Claims;
      readonly known: Iterable<string>;
    },
    call: Operation,
  ): Promise<ShownBefore | undefined> {
    const place = { repository, branch, writer: this.#writer(repository, branch) };
    return this.pin.shown(place, call.urn, before, this.call(call));
  }

  /** The commit that last touched a path, seen from the head; null: none did. */
  lastChange(
    repository: string,
    branch: string,
    path: string,
    call: Operation,
  ): Promise<LastChange | null> {
    const { head } = this.#writer(repository, branch);
    return within(this.call(call), systemClock, head.lastChange(path));
  }

  /** The paths at which a run that was cut off overwrote what others did; asked where claims are not as they were. */
  leftUndone(
    repository: string,
    branch: string,
    paths: Iterable<string>,
    call: Operation,
  ): Promise<string[]> {
    return this.#writer(repository, branch).leftUndone(paths, this.call(call));
  }

  /** The head of a branch, with the text of the paths that `wanted` picks from its tree. */
  async look(
    repository: string,
    branch: string,
    wanted: (paths: readonly string[]) => readonly string[],
    call: Operation,
  ): Promise<Snapshot> {
    const sight = this.#writer(repository, branch).foreseen();
    return within(this.call(call), systemClock, snapshot());

    async function snapshot(): Promise<Snapshot> {
      const { tree } = await sight.base();
      return { tree, texts: await sight.texts(wanted([...tree.keys()])) };
    }
  }

  /** The commit at which {@link look} looks. */
  async head(repository: string, branch: string, call: Operation): Promise<string> {
    const base = this.#writer(repository, branch).foreseen().base();
    return (await within(this.call(call), systemClock, base)).commit;
  }

  /** The secrets engine at a mount, loaded when first used; undefined: no Vault is configured. */
  secrets(mount: string): Promise<Kv> | undefined {
    const { vault, timeouts } = this.settings;
    if (vault === undefined) return undefined;
    this.#vault ??= import("./vault/open-vault.js").then(({ openVault }) =>
      openVault(vault, (message) => this.log.warn("", message), { timeout: timeouts.vault }),
    );
    return this.#vault.then((open) => open.kv(mount));
  }

  /** GitLab's API, loaded when first used; undefined: the server is not configured as one of GitLab. */
  gitlab(): Promise<OpenGitlab> | undefined {
    const { gitlab, timeouts } = this.settings;
    if (gitlab === undefined) return undefined;
    this.#gitlab ??= import("./gitlab/open-gitlab.js").then(({ openGitlab }) =>
      openGitlab(gitlab, (message) => this.log.warn("", message), { timeouts }),
    );
    return this.#gitlab;
  }

  /** What ends an operation. */
  bounds({ signal, timeout }: Operation): Bounds {
    return {
      signal: AbortSignal.any([signal, this.#cancelled.signal]),
      deadline: Date.now() + timeout,
    };
  }

  /** Begins nothing new; a push under way is finished. */
  cancel(): void {
    this.#cancelled.abort();
  }

  async close(): Promise<void> {
    this.cancel();
    await this.#writers.close();
    await (await this.#vault)?.close();
    await (await this.#gitlab)?.close();
  }

  /** How an operation wants to be served: until its time is over, or the engine cancels it or all. */
  call({ urn, signal, timeout }: Operation): Call {
    return {
      signal: AbortSignal.any([signal, this.#cancelled.signal]),
      deadline: Date.now() + timeout,
      progress: (message) => this.log.progress(urn, message),
    };
  }

  #preflight(settings: Settings): Preflight {
    const ofGitlab = gitlabPreflight(settings, () => this.gitlab());
    return async (place, request, outcome, call) => {
      const branch = await this.mergeRequests.planned(place);
      await ofGitlab({ ...place, branch }, request, outcome, call);
    };
  }

  async #enter(repository: string, branch: string, call: Operation): Promise<Place> {
    const place = { repository, branch, writer: this.#writer(repository, branch) };
    await this.pin.enter(place, this.call(call));
    return place;
  }

  #writer(repository: string, branch: string): Writer {
    return this.#writers.writer(repository, branch);
  }
}
