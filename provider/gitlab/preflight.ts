import { isNautesError } from "../errors";
import type { Bounds } from "../http/retry";
import type { Access } from "./access";
import { accessProblems, askAccess } from "./access";
import type { GitlabApi } from "./api";
import { clientFor } from "./client";
import { problemsError } from "./problems";
import type { Specimen } from "./push-rules";
import { brokenRules } from "./push-rules";
import type { Transport } from "./settings";

/** Days before its end from which on a token is warned of. */
const NEAR_END_DAYS = 14;

/** What a run would write, and where. */
export interface Intent {
  /** Full path of the project. */
  readonly project: string;
  readonly branch: string;
  readonly message: string;
  readonly paths: readonly string[];
  /** Addresses of author and committer; undefined: the default's. */
  readonly authorEmail: string | undefined;
  readonly committerEmail: string | undefined;
  readonly isSigned: boolean;
  /** Whether the branch is one that a merge request comes from. */
  readonly opensMergeRequest: boolean;
}

/** The addresses that git is given when none is configured. */
const NOBODY = "pulumi-nautes@localhost";

/** Tells in a preview why its run could not write to GitLab: once for each branch. */
export class Preflight {
  readonly #api: GitlabApi;
  readonly #warn: (message: string) => void;
  readonly #asked = new Map<string, Promise<Access | undefined>>();
  readonly #told = new Set<string>();

  constructor(api: GitlabApi, warn: (message: string) => void) {
    this.#api = api;
    this.#warn = warn;
  }

  /** @throws permission-denied, push-refused, repository-unsuitable: all that `up` would fail with, as one */
  async check(intent: Intent, bounds: Bounds): Promise<void> {
    const { settings } = this.#api;
    if (settings.token === undefined) return;
    const key = `${intent.project}@${intent.branch}`;
    const asking = this.#asked.get(key) ?? this.#ask(intent, bounds);
    this.#asked.set(key, asking);
    const access = await asking;
    if (access === undefined || this.#told.has(key)) return;
    const { transport } = settings;
    const [first, ...more] = [
      ...accessProblems(access, { ...intent, transport }),
      ...(access.pushRule === undefined
        ? []
        : brokenRules(access.pushRule, specimenOf(intent, access, transport), intent.project)),
    ];
    if (first === undefined) return;
    this.#told.add(key);
    throw problemsError([first, ...more]);
  }

  /** What cannot be found out does not stop a run: git may do what the API does not allow. */
  async #ask({ project, branch }: Intent, bounds: Bounds): Promise<Access | undefined> {
    try {
      const access = await askAccess(clientFor(this.#api, bounds), project, branch);
      const warning = endWarning(access.token, this.#api.settings.url, Date.now());
      if (warning !== undefined) this.#warn(warning);
      return access;
    } catch (error) {
      if (!isNautesError(error) || error.code === "cancelled") throw error;
      const [why = ""] = error.message.split("\n");
      this.#warn(`Whether ${project} can be written to was not checked beforehand: ${why}`);
      return undefined;
    }
  }
}

/** That a token ends soon, and what to do; undefined: it does not. */
export function endWarning(token: Access["token"], url: string, now: number): string | undefined {
  if (token?.expiresAt === null || token?.expiresAt === undefined) return undefined;
  const days = Math.ceil((Date.parse(token.expiresAt) - now) / 86_400_000);
  if (!(days <= NEAR_END_DAYS)) return undefined;
  return (
    `The token "${token.name}" for GitLab at ${url} is valid until ${token.expiresAt} only. ` +
    "Make a new one in time, and set it as nautes:gitlab.token."
  );
}

/** The commit as it would be made. By the API the token's user commits, and is the author unless another is configured. */
export function specimenOf(intent: Intent, { user }: Access, transport: Transport): Specimen {
  const byApi = transport === "api";
  const author = intent.authorEmail ?? (byApi ? user?.email : NOBODY);
  const committer = byApi ? user?.email : (intent.committerEmail ?? intent.authorEmail ?? NOBODY);
  return {
    message: intent.message,
    paths: intent.paths,
    authorEmail: author,
    committerEmail: committer,
    isAnonymous: author === NOBODY || committer === NOBODY,
    isVouchedFor: byApi || intent.isSigned,
  };
}
