import { changedAround, commitsOf, isOverlaid, takesBack } from "./commits";
import type { Done } from "./hand";
import type { Commit } from "./history";
import { judgeTree } from "./judge-tree";
import { listPath, recordPath, sharedPath } from "./registration";
import type { Round } from "./round";
import type { Operation } from "./scenario";
import type { Failure, Outcome } from "./writer";

/** What is known of a round besides what happened: which commits count, and whose they are. */
export interface Account {
  readonly round: Round;
  readonly names: ReadonlySet<string>;
  /** Commits of ours that stand. */
  readonly ours: readonly Commit[];
  readonly repairs: readonly Commit[];
  /** Of an operation; -1: none. */
  readonly placeOf: (operation: Operation) => number;
  /** Where the person's commit is that changed a cluster's record; -1: there is none. */
  readonly placeOfEdit: (name: string) => number;
  /** The list without the entries that stacks own. */
  readonly foreign: (list: string) => string;
}

/** All that is wrong with what came of a round; nothing, if nothing was lost, doubled or dropped. */
export function judge(round: Round): string[] {
  const account = accountOf(round);
  return [
    ...chain(account),
    ...answers(account),
    ...once(account),
    ...withinBounds(account),
    ...judgeTree(account),
  ];
}

function accountOf(round: Round): Account {
  const { scenario, history, byHand } = round;
  const operations = scenario.writers.flatMap((writer) => writer.operations);
  const standing = [...scenario.start.values()].flat();
  const names = new Set([...operations, ...standing].map(({ name }) => name));
  const repairs = history.commits.filter(({ message }) => message.search(takesBack) >= 0);
  const undone = new Set(
    repairs.flatMap(({ message }) => [...message.matchAll(takesBack)].map(([, id]) => id)),
  );
  const ours = history.commits.filter(
    ({ id, message }) => /^Pulumi-Stack: /m.test(message) && !undone.has(id),
  );
  return {
    round,
    names,
    ours,
    repairs,
    placeOf: (operation) => history.commits.indexOf(commitsOf(ours, operation).at(-1)!),
    placeOfEdit(name) {
      const made = byHand.findLast(
        ({ deed }) => deed.does === "edit-cluster" && deed.name === name,
      );
      return history.commits.findIndex(({ id }) => id === made?.commit);
    },
    foreign: (list) => without(list, names),
  };
}

/** History only grows, by commits that are somebody's and say something. */
function chain({ round, ours, repairs }: Account): string[] {
  const { history, byHand, outcomes } = round;
  const ids = new Set(history.commits.map(({ id }) => id));
  let before = history.start;
  const broken = history.commits.flatMap(({ id, parents, paths }) => {
    const parent = before;
    before = id;
    const linear = parents.length === 1 && parents[0] === parent;
    return [
      ...(linear ? [] : [`${id} is not on top of ${parent}`]),
      ...(paths.length > 0 ? [] : [`${id} changes nothing`]),
    ];
  });
  const dropped = byHand.filter(({ commit }) => !ids.has(commit));
  const missing = outcomes.filter(
    ({ commit }) => commit !== undefined && commit !== history.start && !ids.has(commit),
  );
  const known = new Set([...ours, ...repairs].map(({ id }) => id));
  const hands = new Set(byHand.map(({ commit }) => commit));
  const strange = history.commits.filter(
    ({ id, message }) => !known.has(id) && !hands.has(id) && !/^Pulumi-Stack: /m.test(message),
  );
  return [
    ...broken,
    ...dropped.map(({ commit, deed }) => `the commit ${commit} by hand (${deed.does}) was dropped`),
    ...missing.map(({ operation }) => `the commit of ${words(operation)} was dropped`),
    ...strange.map(({ id, message }) => `nobody made ${id}: ${message}`),
  ];
}

/** Whoever is refused is refused for a reason that there is, and of rivals one is heard. */
function answers({ round }: Account): string[] {
  const wrong = round.outcomes.flatMap((outcome) => {
    const { operation, failure } = outcome;
    return failure === undefined || isDue(round, outcome, failure.code)
      ? []
      : [`${words(operation)} failed: ${failure.code ?? "no code"}: ${failure.message}`];
  });
  const done = round.outcomes.filter(({ failure }) => failure === undefined);
  const twice = done.filter(({ operation }) =>
    done.some((other) => other.operation !== operation && other.operation.name === operation.name),
  );
  return [
    ...wrong,
    ...twice.map(({ operation }) => `${words(operation)} succeeded, and its rival`),
  ];
}

/** Whether there was at some time, while it was asked, what a refusal says; nobody is patient in vain with as many attempts as are the default. */
function isDue(round: Round, refused: Outcome, code: Failure["code"]): boolean {
  const { history, byHand, outcomes } = round;
  const { operation, began, ended } = refused;
  const { name, after } = operation;
  // What was taken back afterwards, because it lay on others' work, was there to be seen.
  const written = outcomes.filter(
    (other) =>
      other.operation !== operation &&
      other.began <= ended &&
      commitsOf(history.commits, other.operation).length > 0,
  );
  if (code === "claim-conflict") {
    return (
      written.some((other) => other.operation.name === name) ||
      editsOf(byHand, name).some((edit) => edit.began <= ended)
    );
  }
  if (code === "overwritten") return changedAround(round, refused);
  if (code !== "guard-failed" || after === undefined) return false;
  const standing = [...round.scenario.start.values()].flat();
  const holders = [
    ...written.map((other) => other.operation.after),
    ...standing.filter((one) => !isGone(round, one.name, began)),
  ].filter((one) => one?.port === after.port);
  if (holders.some((one) => one?.name !== name)) return true;
  // Of two of one run, which are planned together, one is refused for the other, which may then meet
  // a holder of the first one's name.
  const siblings = outcomes.filter(
    (other) => other.operation.stack === operation.stack && other.began <= ended,
  );
  return (
    holders.length > 0 &&
    siblings.some(({ operation: { after: wanted } }) => {
      return wanted?.port === after.port && wanted.name !== name;
    })
  );
}

/** Whether a cluster that stood at the start had given up its port before that moment. */
function isGone({ outcomes, byHand }: Round, name: string, moment: number): boolean {
  const removals = outcomes.filter(
    ({ operation, failure }) =>
      operation.name === name && operation.after === undefined && failure === undefined,
  );
  return [...removals, ...editsOf(byHand, name)].some(({ ended }) => ended < moment);
}

function editsOf(byHand: readonly Done[], name: string): readonly Done[] {
  return byHand.filter(({ deed }) => deed.does === "edit-cluster" && deed.name === name);
}

/** What succeeded has one commit, what was refused has none of which anything was left to take back. */
function once({ round, ours }: Account): string[] {
  return round.outcomes.flatMap(({ operation, failure }) => {
    const commits = commitsOf(ours, operation);
    const standing = commits.filter(
      (commit) => failure?.code !== "claim-conflict" || !isOverlaid(round, commit),
    );
    const made = standing.length;
    const expected = failure === undefined ? 1 : 0;
    return made === expected
      ? []
      : [`${words(operation)} has ${made} commits, not ${expected} (${failure?.code ?? "done"})`];
  });
}

/** Each commit of ours changes what its registrations own, and of the list their entries, not a byte else. */
function withinBounds({ round, ours }: Account): string[] {
  const { history, outcomes } = round;
  return ours.flatMap((commit) => {
    const at = history.commits.indexOf(commit);
    const before = history.commits[at - 1]?.list ?? history.list;
    const deeds = outcomes.filter(({ operation }) => commitsOf([commit], operation).length > 0);
    const own = new Set(deeds.map(({ operation }) => operation.name));
    const allowed = new Set(
      [...own].flatMap((name) => [recordPath(name), `runtimes/${name}.yaml`]),
    );
    const beyond = commit.paths.filter(
      (path) => path !== listPath && path !== sharedPath && !allowed.has(path),
    );
    return [
      ...beyond.map((path) => `${commit.id} changes ${path}, too`),
      ...(without(commit.list, own) === without(before, own)
        ? []
        : [`${commit.id} changes the lines of others in the list`]),
    ];
  });
}

/** The list but for the entries of these clusters. */
function without(list: string, names: ReadonlySet<string>): string {
  return list
    .split(/(?<=\n)/)
    .filter((line) => !names.has(/^- (.*)\.yaml\n?$/.exec(line)?.[1] ?? ""))
    .join("");
}

function words({ stack, verb, name }: Operation): string {
  return `${stack}: ${verb} ${name}`;
}
