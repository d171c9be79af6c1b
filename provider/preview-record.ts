import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Differences } from "./claims/differences";

/** Whose record it is. */
export interface RecordOwner {
  /** See `engineProcess`; undefined: there is none. */
  readonly engine: string | undefined;
  /** The provider's URN: each provider of a program has processes of its own. */
  readonly provider: string;
  /**
   * What the engine's phases differ by. Seen with the real CLI: preview and update of one `pulumi up` or `destroy` have
   * each an engine address of their own, and all plugin processes of a phase (the one of the state, which refreshes, and
   * the one of the program, which works if the configuration changed) are given the same.
   */
  readonly phase: () => string;
}

/** Nobody confirms a preview after so long. */
const KEPT_MS = 7 * 24 * 3_600_000;

type Line =
  | { readonly phase: string }
  | { readonly urn: string; readonly differences: readonly [string, string | null][] };

/**
 * What the preview of a run showed of what others changed, kept in a file of the cache folder for the update that
 * follows in the same engine process. Where it cannot be kept, the update counts as one without a preview.
 */
export class PreviewRecord {
  readonly #folder: string;
  readonly #owner: RecordOwner;
  #isUpdate = false;
  #opened: { readonly file: string; readonly shown: Shown | undefined } | undefined | null;

  /** `cache`: the cache folder. Nothing is touched before it is first used. */
  constructor(cache: string, owner: RecordOwner) {
    this.#folder = join(cache, "previews");
    this.#owner = owner;
  }

  /** URN → what this run's preview showed of it; undefined: there was no preview, or this is it. */
  get shown(): Shown | undefined {
    return this.#open()?.shown;
  }

  /** Notes what is shown of a resource, also if that is nothing, in case that this is a preview. */
  note(urn: string, differences: Differences): void {
    if (this.#open() === undefined || differences.size === 0) return;
    this.#append({ urn, differences: [...differences] });
  }

  /** This was no preview after all: what follows in the same engine process is not to believe so. */
  isUpdate(): void {
    if (this.#isUpdate) return;
    if (this.#opened !== undefined) this.#append({ phase: "over" });
    this.#isUpdate = true;
  }

  #append(line: Line): void {
    const open = this.#open();
    if (open === undefined || open.shown !== undefined || this.#isUpdate) return;
    attempt(() => appendFileSync(open.file, `${JSON.stringify(line)}\n`));
  }

  #open(): { readonly file: string; readonly shown: Shown | undefined } | undefined {
    if (this.#opened === undefined) this.#opened = attempt(() => this.#enter()) ?? null;
    return this.#opened ?? undefined;
  }

  #enter(): { file: string; shown: Shown | undefined } | undefined {
    const { engine, provider, phase } = this.#owner;
    const own = phase();
    if (engine === undefined || own === "") return undefined;
    if (!isPrivate(this.#folder)) return undefined;
    sweep(this.#folder);
    const name = createHash("sha256").update(`${engine}\0${provider}`).digest("hex");
    const file = join(this.#folder, `${name.slice(0, 32)}.jsonl`);
    const lines = linesOf(file);
    const phases = lines.flatMap((line) => ("phase" in line ? [line.phase] : []));
    if (phases[0] === own) return { file, shown: undefined };
    const entry = `${JSON.stringify({ phase: own })}\n`;
    if (phases[0] !== undefined && (phases[1] === undefined || phases[1] === own)) {
      if (phases[1] === undefined) appendFileSync(file, entry);
      return { file, shown: shownIn(lines) };
    }
    rmSync(file, { force: true });
    if (this.#isUpdate) return undefined;
    writeFileSync(file, entry, { mode: 0o600, flag: "wx" });
    return { file, shown: undefined };
  }
}

/** URN → what was shown of it. */
export type Shown = ReadonlyMap<string, Differences>;

function shownIn(lines: readonly Line[]): Shown {
  return new Map(
    lines.flatMap((line) =>
      "urn" in line ? [[line.urn, new Map(line.differences)] as const] : [],
    ),
  );
}

function linesOf(file: string): Line[] {
  const text = attempt(() => readFileSync(file, "utf8")) ?? "";
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** Makes the folder; whether only this user can write it. */
function isPrivate(folder: string): boolean {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  const isOurs = process.getuid === undefined || stats.uid === process.getuid();
  if (stats.isDirectory() && isOurs) chmodSync(folder, 0o700);
  return stats.isDirectory() && isOurs;
}

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    attempt(() => {
      if (Date.now() - statSync(file).mtimeMs > KEPT_MS) rmSync(file);
    });
  }
}

/** A cache that cannot be used must not fail a run. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
