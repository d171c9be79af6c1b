import { foreignText } from "../claims/foreign-text";
import type { Declared, FileContent, UnreadableFile } from "../nautes-files/declared";
import { contentOf } from "../nautes-files/declared";
import type { Operation } from "../resources/resource";
import type { Session } from "../session";

/** A branch of a config repo. */
export interface Place {
  readonly repository: string;
  readonly branch: string;
}

/** All that files of one branch declare. */
export interface Declarations {
  readonly declared: readonly Declared[];
  readonly unreadable: readonly UnreadableFile[];
}

/** Reads what config repos declare, at the head and what this preview has planned: each file once in a run. */
export class DeclaredFiles {
  readonly #session: Session;
  readonly #known = new Map<string, { readonly text: string; readonly content: FileContent }>();
  readonly #warned = new Set<string>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** What those files declare that `wanted` picks; warns, once, of each that cannot be read. */
  async at(
    place: Place,
    wanted: (path: string) => boolean,
    call: Operation,
  ): Promise<Declarations> {
    const { repository, branch } = place;
    const { texts } = await this.#session.look(
      repository,
      branch,
      (paths) => paths.filter(wanted),
      call,
    );
    const contents = [...texts].map(([path, text]) => this.#content(place, path, text));
    const unreadable = contents.flatMap((content) => content.unreadable);
    for (const { message } of unreadable) this.#warn(`In ${repository}: ${message}`);
    return { declared: contents.flatMap(({ declared }) => declared), unreadable };
  }

  #content({ repository, branch }: Place, path: string, text: string): FileContent {
    const key = `${repository}@${branch}:${path}`;
    const known = this.#known.get(key);
    if (known?.text === text) return known.content;
    const content = contentOf(path, text);
    this.#known.set(key, { text, content });
    return content;
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#session.log.warn("", foreignText(message));
  }
}
