import { baseOf } from "./config/base-setting";
import type { Differences } from "./claims/differences";
import { differencesOf } from "./claims/differences";
import type { Claims } from "./claims/model";
import type { ClaimRequest } from "./claims/request";
import type { Settings } from "./config/settings";
import type { CommitId } from "./config-repo/config-repo";
import { NautesError } from "./errors";
import type { Log } from "./log";
import type { RecordOwner } from "./preview-record";
import { PreviewRecord } from "./preview-record";
import { systemClock } from "./writer/clock";
import type { Call } from "./writer/member";
import { within } from "./writer/member";
import type { Writer } from "./writer/writer";
import { placeKey } from "./writer/writer";

/** A repository and a branch, and how they are looked at. */
export interface Place {
  readonly repository: string;
  readonly branch: string;
  readonly writer: Writer;
}

/** What was shown before of what others changed, and when, as part of a sentence. */
export interface ShownBefore {
  readonly differences: Differences;
  readonly since: string;
}

/** What a run is pinned to: what its preview, or a preview elsewhere whose commit it was given, showed. */
export class Pin {
  readonly #settings: Settings;
  readonly #log: Log;
  readonly #record: PreviewRecord;
  readonly #valid = new Map<string, Promise<void>>();
  readonly #lookedAt = new Map<string, Place>();
  readonly #told = new Set<string>();
  #isPreview = false;

  constructor(settings: Settings, log: Log, owner: RecordOwner) {
    this.#settings = settings;
    this.#log = log;
    this.#record = new PreviewRecord(settings.cacheDirectory, owner);
  }

  /** Learns from a call whether this run is a preview. */
  heard(isPreview: boolean): void {
    if (!isPreview) this.#record.isUpdate();
    else if (!this.#isPreview) {
      this.#isPreview = true;
      for (const place of this.#lookedAt.values()) void this.#tell(place);
    }
  }

  /** Notes that a branch is looked at. @throws base-unusable */
  async enter(place: Place, call: Call): Promise<void> {
    const key = placeKey(place.repository, place.branch);
    if (!this.#lookedAt.has(key)) {
      this.#lookedAt.set(key, place);
      if (this.#isPreview) void this.#tell(place);
    }
    const base = baseOf(this.#settings, place);
    if (base === undefined) return;
    const checking = this.#valid.get(key) ?? check(place, base);
    this.#valid.set(key, checking);
    checking.catch(() => this.#valid.delete(key));
    await within(call, systemClock, checking);
  }

  /** What was shown of a resource before this run; undefined: nothing was. */
  async shown(
    place: Place,
    urn: string,
    {
      held,
      seen,
      known,
    }: Pick<ClaimRequest, "seen"> & {
      readonly held: Claims;
      readonly known: Iterable<string>;
    },
    call: Call,
  ): Promise<ShownBefore | undefined> {
    const base = baseOf(this.#settings, place);
    if (base !== undefined) {
      const { claims } = await place.writer.observeAt(base, held, seen, call);
      const since = `after the commit ${base.slice(0, 12)}, to which this run is pinned`;
      return { differences: differencesOf(held, claims, known), since };
    }
    const all = this.#record.shown;
    if (all === undefined) return undefined;
    return { differences: all.get(urn) ?? new Map(), since: "after the preview of this run" };
  }

  /** Notes what this run shows of a resource, for the update if it is a preview. */
  shows(urn: string, differences: Differences): void {
    this.#record.note(urn, differences);
  }

  /** Whether this is the update that follows a preview. */
  get isAfterPreview(): boolean {
    return this.#record.shown !== undefined;
  }

  /** Whether something was shown before this run. */
  isPinned(place: Omit<Place, "writer">): boolean {
    return baseOf(this.#settings, place) !== undefined || this.isAfterPreview;
  }

  async #tell(place: Place): Promise<void> {
    const { repository, branch } = place;
    const key = placeKey(repository, branch);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    const commit = await place.writer.head.base().then(
      (base) => base.commit,
      () => undefined,
    );
    if (commit === undefined || !(await place.writer.isCommit(commit))) return;
    const isDefault = repository === this.#settings.repository && branch === this.#settings.branch;
    const value = isDefault ? commit : `'${JSON.stringify({ [key]: commit })}'`;
    this.#log.info(
      "",
      `This preview looked at ${key} as of commit ${commit}. To apply just what it shows later: ` +
        `NAUTES_BASE=${value} pulumi up --skip-preview`,
    );
  }
}

async function check({ repository, branch, writer }: Place, base: CommitId): Promise<void> {
  if (await writer.head.contains(base)) return;
  throw new NautesError(
    "base-unusable",
    `The run is pinned to the commit ${base}, which is not in the history of ${placeKey(repository, branch)}.`,
    {
      remedy:
        "Take the commit that `pulumi preview` prints for this repository, or unset NAUTES_BASE and nautes:base. " +
        "If the branch was rewritten, preview again.",
    },
  );
}
