import type { Window } from "../../sandbox/gitlab/windows";
import { randomOf } from "../support/seeded-random";

/** Where a round is run: a folder, a GitLab that all push to, or one that is written through its API, too. */
export const grounds = ["folder", "gitlab by push", "gitlab by api"] as const;
export type Ground = (typeof grounds)[number];

/** What a stack's program says of one cluster. */
export interface Cluster {
  readonly name: string;
  readonly version: number;
  /** No two clusters may have the same. */
  readonly port: number;
  /** Has one more file of its own, and one that all such clusters share. */
  readonly runtime: boolean;
}

/** One resource operation of a stack. */
export interface Operation {
  readonly stack: string;
  readonly verb: "register" | "update" | "deregister";
  /** As it is before; undefined: it is new. */
  readonly before: Cluster | undefined;
  /** As it is to be; undefined: it goes. */
  readonly after: Cluster | undefined;
  readonly name: string;
  readonly waitMs: number;
}

/** One process of ours. */
export interface Writer {
  readonly stack: string;
  readonly transport: "push" | "rest";
  /** Whether its cache folder is that of all, or one of its own. */
  readonly cache: "shared" | "own";
  readonly operations: readonly Operation[];
}

/** One commit of the person: by hand, and never aware of us. */
export type Deed =
  | { readonly does: "write-own-file"; readonly path: string; readonly text: string }
  /** After the line of `after`, or at the end of the list. */
  | { readonly does: "add-line"; readonly line: string; readonly after: string | undefined }
  | { readonly does: "remove-line"; readonly name: string }
  | { readonly does: "reword"; readonly name: string; readonly words: string }
  | { readonly does: "edit-cluster"; readonly name: string; readonly text: string };

export interface Hand {
  readonly transport: "push" | "rest";
  /** Comes in between there while the commits API works for somebody else. */
  readonly window: Window | undefined;
  readonly deeds: readonly Deed[];
  readonly waitMs: number;
}

/** What the seed says of a round; when whose request arrives is the machine's affair. */
export interface Scenario {
  readonly seed: number;
  readonly ground: Ground;
  /** Registered before, by stack. */
  readonly start: ReadonlyMap<string, readonly Cluster[]>;
  /** Names in the shared list that no stack knows. */
  readonly foreign: readonly string[];
  readonly writers: readonly Writer[];
  readonly hand: Hand | undefined;
}

/** Most rounds are small, because large ones cost a thousand times as much; 1 of 300 has 17 to 32 writers. */
const crowds = [
  { share: 0.65, from: 2, to: 2 },
  { share: 0.2, from: 3, to: 3 },
  { share: 0.08, from: 4, to: 4 },
  { share: 0.055, from: 5, to: 8 },
  { share: 0.0117, from: 9, to: 16 },
  { share: 0.0033, from: 17, to: 32 },
];

/** A port that several clusters want. */
const wantedPort = 30_000;

/** The round of a seed. */
export function scenarioOf(seed: number): Scenario {
  return new Dice(seed).scenario();
}

class Dice {
  readonly #seed: number;
  readonly #random: () => number;
  readonly #start = new Map<string, Cluster[]>();
  readonly #foreign: string[];
  #names = 0;
  #isTaken = false;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = randomOf(seed);
    const count = 1 + this.#below(4);
    this.#foreign = Array.from({ length: count }, () => this.#name("hand"));
  }

  scenario(): Scenario {
    const ground = this.#of(grounds);
    const crowd = this.#crowd();
    const hasHand = crowd > 2 || this.#chance(0.5);
    const writers = Array.from({ length: crowd - (hasHand ? 1 : 0) }, (_, index) =>
      this.#writer(ground, index, crowd),
    );
    this.#start.set(
      "races/idle",
      Array.from({ length: this.#below(3) }, () => this.#standing()),
    );
    return {
      seed: this.#seed,
      ground,
      start: this.#start,
      foreign: this.#foreign,
      writers: this.#withRivals(writers),
      hand: hasHand ? this.#hand(ground, writers) : undefined,
    };
  }

  #writer(ground: Ground, index: number, crowd: number): Writer {
    const stack = `races/w${index}`;
    const many = crowd > 8 || this.#chance(0.6) ? 1 : 2 + this.#below(2);
    const rest = ground === "gitlab by api" && (index === 0 || this.#chance(0.6));
    this.#start.set(stack, []);
    return {
      stack,
      transport: rest ? "rest" : "push",
      cache: this.#chance(0.3) ? "shared" : "own",
      operations: Array.from({ length: many }, () => this.#operation(stack)),
    };
  }

  #operation(stack: string): Operation {
    const verb = this.#of(["register", "register", "update", "deregister"] as const);
    const waitMs = this.#below(40);
    if (verb === "register") {
      const after = { ...this.#cluster(), ...(this.#chance(0.15) ? { port: wantedPort } : {}) };
      return { stack, verb, name: after.name, waitMs, before: undefined, after };
    }
    const first = this.#standing();
    const { name } = first;
    this.#start.get(stack)?.push(first);
    if (verb === "deregister") {
      return { stack, verb, name, waitMs, before: first, after: undefined };
    }
    const runtime = this.#chance(0.2) ? !first.runtime : first.runtime;
    const after = { ...first, version: 2, runtime };
    return { stack, verb, name, waitMs, before: first, after };
  }

  /** Sometimes two stacks want the same name. */
  #withRivals(writers: readonly Writer[]): readonly Writer[] {
    const [one, other, ...rest] = writers;
    const wanted = one?.operations.find(({ verb }) => verb === "register");
    if (one === undefined || other === undefined || wanted?.after === undefined) return writers;
    if (!this.#chance(0.25)) return writers;
    const after = { ...wanted.after, version: this.#chance(0.5) ? 1 : 7 };
    const rival = { ...wanted, stack: other.stack, after, waitMs: this.#below(40) };
    return [one, { ...other, operations: [...other.operations, rival] }, ...rest];
  }

  #hand(ground: Ground, writers: readonly Writer[]): Hand {
    const rest = ground !== "folder" && this.#chance(0.4);
    const window = this.#of(["checked", "head-read", "none"] as const);
    return {
      transport: rest ? "rest" : "push",
      window: ground === "gitlab by api" && window !== "none" ? window : undefined,
      deeds: Array.from({ length: 1 + this.#below(2) }, () => this.#deed(writers)),
      waitMs: this.#below(60),
    };
  }

  #deed(writers: readonly Writer[]): Deed {
    const dice = this.#below(10);
    const ours = writers.flatMap(({ operations }) => operations).filter(({ before }) => before);
    if (dice < 3 && ours.length > 0) {
      const { name } = this.#of(ours);
      return { does: "edit-cluster", name, text: `kind: Cluster # ${this.#name("edit")}\n` };
    }
    if (dice < 5) {
      const name = this.#name("file");
      return { does: "write-own-file", path: `docs/${name}.md`, text: `${name}\n` };
    }
    // The first line stays: what an empty list looks like is another law.
    const [first, ...others] = this.#foreign;
    if (dice < 6 && others.length > 0) return { does: "remove-line", name: this.#of(others) };
    if (dice < 8) {
      return { does: "reword", name: this.#of(this.#foreign), words: this.#name("words") };
    }
    const after = this.#chance(0.5) ? first : undefined;
    return { does: "add-line", line: `- ${this.#name("hand")}.yaml # by hand`, after };
  }

  #crowd(): number {
    let left = this.#random();
    for (const { share, from, to } of crowds) {
      if (left < share) return from + this.#below(to - from + 1);
      left -= share;
    }
    return 2;
  }

  #cluster(): Cluster {
    const name = this.#name("c");
    return { name, version: 1, port: 30_000 + this.#names, runtime: this.#chance(0.4) };
  }

  /** One that is there before; at most one of them has the port that many want. */
  #standing(): Cluster {
    const cluster = this.#cluster();
    if (this.#isTaken || !this.#chance(0.1)) return cluster;
    this.#isTaken = true;
    return { ...cluster, port: wantedPort };
  }

  /** Begins with a letter of its own, so that entries come anywhere in a sorted list. */
  #name(kind: string): string {
    const letter = String.fromCharCode(97 + this.#below(26));
    return `${letter}${this.#names++}-${kind}`;
  }

  #of<Item>(items: readonly Item[]): Item {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }
}
