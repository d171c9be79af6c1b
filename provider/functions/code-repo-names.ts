import { isNautesError } from "../errors";
import { codeRepoNumber } from "../nautes-files/runtimes";
import type { RuntimeRecord } from "../nautes-files/runtimes";
import type { Operation } from "../resources/resource";
import type { Session } from "../session";
import { groupOf } from "./product-place";

/** Asks GitLab for the names of code repos that no file tells, each once in a run. */
export class CodeRepoNames {
  readonly #session: Session;
  readonly #asked = new Map<number, Promise<string | undefined>>();

  constructor(session: Session) {
    this.#session = session;
  }

  /**
   * The runtimes with the names of their code repos, as far as they can be known: plain in `group` itself, else full
   * paths, as DeploymentRuntime takes them.
   */
  async named<T extends RuntimeRecord>(
    runtimes: readonly T[],
    group: string | undefined,
    call: Operation,
  ): Promise<readonly T[]> {
    return Promise.all(
      runtimes.map(async (runtime) => {
        const { codeRepo, codeRepoId } = runtime.manifestSource;
        if (codeRepo !== undefined || codeRepoId === undefined) return runtime;
        const path = await this.#path(codeRepoId, call);
        if (path === undefined) return runtime;
        const name = groupOf(path) === group ? path.slice(path.lastIndexOf("/") + 1) : path;
        return { ...runtime, manifestSource: { ...runtime.manifestSource, codeRepo: name } };
      }),
    );
  }

  async #path(codeRepoId: string, call: Operation): Promise<string | undefined> {
    const number = codeRepoNumber(codeRepoId);
    if (number === undefined) return undefined;
    const asked = this.#asked.get(number) ?? this.#ask(number, call);
    this.#asked.set(number, asked);
    return asked;
  }

  /** Undefined: GitLab has no such project, or is not configured. */
  async #ask(number: number, call: Operation): Promise<string | undefined> {
    const open = await this.#session.gitlab();
    if (open === undefined) return undefined;
    try {
      const project = await open.client(this.#session.bounds(call)).projects.show(number);
      return project.path_with_namespace;
    } catch (error) {
      if (isNautesError(error, "not-found")) return undefined;
      throw error;
    }
  }
}
