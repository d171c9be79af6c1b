import type { NautesError } from "../errors";
import { isNautesError } from "../errors";
import type { Bounds } from "../http/retry";
import type { Access } from "./access";
import { accessProblems, askAccess } from "./access";
import type { GitlabApi } from "./api";
import { clientFor } from "./client";
import type { Problem } from "./problems";
import { problemsError } from "./problems";
import type { Specimen } from "./push-rules";
import { brokenRules } from "./push-rules";
import type { Transport } from "./settings";
import type { Token } from "./token";
import { askToken, endWarning, scopeProblems } from "./token";

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
  readonly #asked = new Map<string, Promise<Answers>>();
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
    const { token, access } = await asking;
    if (this.#told.has(key)) return;
    const { transport } = settings;
    const [first, ...more] = [
      ...scopeProblems(token, { ...intent, transport }),
      ...(access === undefined ? [] : problemsAt(access, intent, transport)),
    ];
    if (first === undefined) return;
    this.#told.add(key);
    throw problemsError([first, ...more]);
  }

  /** What cannot be found out does not stop a run: git may do what the API does not allow. */
  async #ask(intent: Intent, bounds: Bounds): Promise<Answers> {
    const { project, branch } = intent;
    const { url, transport } = this.#api.settings;
    const client = clientFor(this.#api, bounds);
    const [ofToken, ofProject] = await Promise.all([
      answerTo(askToken(client)),
      answerTo(askAccess(client, project, branch)),
    ]);
    const { value: token } = ofToken;
    const { value: access } = ofProject;
    const warning = endWarning(token, url, Date.now());
    if (warning !== undefined) this.#warn(warning);
    const error = ofToken.error ?? ofProject.error;
    // Too few scopes are told as what they are.
    if (error !== undefined && scopeProblems(token, { ...intent, transport }).length === 0) {
      const [why = ""] = error.message.split("\n");
      this.#warn(`Whether ${project} can be written to was not checked beforehand: ${why}`);
    }
    return { token, access };
  }
}

/** Undefined: it was not told. */
interface Answers {
  readonly token: Token | undefined;
  readonly access: Access | undefined;
}

async function answerTo<T>(asking: Promise<T>): Promise<{ value?: T; error?: NautesError }> {
  try {
    return { value: await asking };
  } catch (error) {
    if (!isNautesError(error) || error.code === "cancelled") throw error;
    return { error };
  }
}

function problemsAt(access: Access, intent: Intent, transport: Transport): Problem[] {
  const { pushRule } = access;
  const commit = specimenOf(intent, access, transport);
  const broken = pushRule === undefined ? [] : brokenRules(pushRule, commit, intent.project);
  return [...accessProblems(access, intent), ...broken];
}

/** The commit as it would be made. By the API the token's user commits, and is the author unless another is configured. */
export function specimenOf(
  intent: Intent,
  { user, defaultBranch }: Access,
  transport: Transport,
): Specimen {
  const byApi = transport === "api";
  const author = intent.authorEmail ?? (byApi ? user?.email : NOBODY);
  const committer = byApi ? user?.email : (intent.committerEmail ?? intent.authorEmail ?? NOBODY);
  const { branch, opensMergeRequest } = intent;
  return {
    branch: branch === defaultBranch ? undefined : branch,
    opensMergeRequest,
    message: intent.message,
    paths: intent.paths,
    authorEmail: author,
    committerEmail: committer,
    isAnonymous: author === NOBODY || committer === NOBODY,
    isVouchedFor: byApi || intent.isSigned,
  };
}
