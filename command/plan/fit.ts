import type { FileBlock } from "./blocks";
import { counted } from "./summary";

/** One registration. */
export interface Section {
  /** Stands above the first of its kind. */
  readonly heading: string | undefined;
  readonly name: string;
  readonly begin: string;
  readonly files: readonly FileBlock[];
  readonly end: string;
}

export interface Document {
  readonly head: string;
  readonly sections: readonly Section[];
  readonly tail: string;
}

/** Bytes kept for the sentence that says what was left out. */
const RESERVE = 400;
const between = "\n\n";

/**
 * The document in at most `limit` bytes. First every registration is named, then every file of those, then files are
 * shown with what they say: those that change, those that go, those that are new. Left out is what comes last.
 */
export function fitted({ head, sections, tail }: Document, limit: number): string {
  const budget = new Budget(limit - RESERVE);
  budget.take(head);
  const hasTail = tail === "" || budget.take(tail);
  const shown = takeWhile(sections, ({ heading, begin, end }) =>
    budget.take([heading, begin, end].filter((part) => part !== undefined).join(between)),
  );
  const files = shown.map((section) => takeWhile(section.files, ({ short }) => budget.take(short)));
  const full = new Set<FileBlock>();
  const ranked = files.flat().sort((one, other) => one.rank - other.rank);
  for (const file of ranked) {
    if (budget.swap(file.short, file.full)) full.add(file);
  }
  const text = shown.flatMap(({ heading, begin, end }, index) => [
    ...(heading === undefined ? [] : [heading]),
    begin,
    ...joined((files[index] ?? []).map((file) => (full.has(file) ? file.full : file.short))),
    end,
  ]);
  const left = leftOut({
    registrations: sections.length - shown.length,
    files: count(shown.map((section) => section.files)) - count(files),
    contents: ranked.filter((file) => !full.has(file)).length,
    hasTail,
  });
  const whole = [head, ...text, ...(hasTail && tail !== "" ? [tail] : []), ...left];
  return `${whole.join(between)}\n`;
}

/** Items of a list that follow each other stand close. */
function joined(blocks: readonly string[]): string[] {
  const out: string[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    const isItem = block.startsWith("- ") && last?.split("\n").at(-1)?.startsWith("- ") === true;
    if (isItem) out[out.length - 1] = `${last}\n${block}`;
    else out.push(block);
  }
  return out;
}

class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(text: string): boolean {
    return this.swap("", text + between);
  }

  swap(old: string, text: string): boolean {
    const more = Buffer.byteLength(text) - Buffer.byteLength(old);
    if (more > this.#left) return false;
    this.#left -= more;
    return true;
  }
}

function takeWhile<T>(all: readonly T[], fits: (one: T) => boolean): readonly T[] {
  const end = all.findIndex((one) => !fits(one));
  return end < 0 ? all : all.slice(0, end);
}

function count(lists: readonly (readonly unknown[])[]): number {
  return lists.reduce((sum, list) => sum + list.length, 0);
}

function leftOut(left: {
  readonly registrations: number;
  readonly files: number;
  readonly contents: number;
  readonly hasTail: boolean;
}): string[] {
  const parts = [
    left.registrations > 0 ? counted(left.registrations, "registration") : "",
    left.files > 0 ? `the names of ${counted(left.files, "file")}` : "",
    left.contents > 0 ? `what ${counted(left.contents, "file")} would say` : "",
    left.hasTail ? "" : "other resources and warnings",
  ].filter(Boolean);
  if (parts.length === 0) return [];
  return [
    `**Left out, because it would be too long:** ${parts.join(", ")}. All of it: \`npx pulumi-nautes plan --json\`.`,
  ];
}
