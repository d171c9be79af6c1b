import type { Commit } from "./history";
import { judge } from "./judge";
import { listPath, listText, recordPath, trailerOf } from "./registration";
import type { Round } from "./round";
import type { Cluster, Operation } from "./scenario";
import type { Outcome } from "./writer";

/** What became of an operation, and from when to when it was at work. */
type Answer = "done" | "taken back" | NonNullable<NonNullable<Outcome["failure"]>["code"]>;
type Asked = readonly [Operation, Answer, began: number, ended: number];

const wanted = 30_000;
const standing = clusterOf("s0-c", wanted);
const one = register("races/w0", "a1-c", wanted);
const other = register("races/w1", "b2-c", wanted);
const rival = register("races/w1", "a1-c", wanted);
const sibling = register("races/w1", "c3-c", wanted);
const away = change("races/w2", "deregister", standing);

test.each<readonly [string, Round]>([
  [
    "of two who want a port that nobody has, both are refused",
    round([[one, "guard-failed", 0, 9] as const, [other, "guard-failed", 0, 9]]),
  ],
  [
    "of two of one run that want a port that nobody has, both are refused",
    round([[rival, "guard-failed", 0, 9] as const, [sibling, "guard-failed", 0, 9]]),
  ],
  [
    "a port counts that one has who does not exist",
    round(
      [[change("races/w0", "deregister", standing), "guard-failed", 0, 9] as const],
      [standing],
    ),
  ],
  [
    "neither of two deregistrations has a port, and one is refused for the other's",
    round([
      [change("races/w0", "deregister", clusterOf("a1-c", 30_001)), "guard-failed", 0, 9] as const,
      [change("races/w1", "deregister", clusterOf("b2-c", 30_002)), "done", 0, 9],
    ]),
  ],
  [
    "one is refused for a port that was given up before it asked",
    round([[away, "done", 0, 9] as const, [one, "guard-failed", 10, 19]], [standing]),
  ],
  [
    "one is refused for a port that was edited away before it asked",
    round([[one, "guard-failed", 10, 19] as const], [standing], [0, 9]),
  ],
  [
    "one is refused for a port that somebody takes after it was answered",
    round([[one, "guard-failed", 0, 9] as const, [other, "done", 10, 19]]),
  ],
  [
    "one is refused for its own port",
    round([[change("races/w0", "update", standing), "guard-failed", 0, 9] as const], [standing]),
  ],
  [
    "of two rivals, both are refused",
    round([[one, "claim-conflict", 0, 9] as const, [rival, "claim-conflict", 0, 9]]),
  ],
  [
    "one is refused for a change by hand that was made after it was answered",
    round([[away, "claim-conflict", 0, 9] as const], [standing], [10, 19]),
  ],
  [
    "all run out of patience",
    round([[one, "stale-read", 0, 9] as const, [other, "stale-read", 0, 9]]),
  ],
  [
    "one runs out of patience, and the other is heard",
    round([[one, "stale-read", 0, 9] as const, [other, "done", 0, 9]]),
  ],
  [
    "something that was changed once by hand could not be put back",
    round([[away, "overwritten", 0, 9] as const], [standing], [0, 9]),
  ],
  ["somebody is refused as nobody should be", round([[one, "cancelled", 0, 9] as const])],
])("it is wrong if %s", (_, happened) => {
  const refused = happened.outcomes.filter(({ failure }) => failure !== undefined);
  expect(unreasoned(happened)).toHaveLength(refused.length);
});

test.each<readonly [string, Round]>([
  ["another who was heard", round([[one, "guard-failed", 0, 9] as const, [other, "done", 9, 19]])],
  ["another who stands", round([[one, "guard-failed", 0, 9] as const], [standing])],
  [
    "another who went only afterwards, or meanwhile",
    round([[one, "guard-failed", 0, 9] as const, [away, "done", 0, 9]], [standing]),
  ],
  [
    "another who was edited away only meanwhile",
    round([[one, "guard-failed", 5, 9] as const], [standing], [0, 5]),
  ],
  [
    "another who did not get away",
    round([[one, "guard-failed", 10, 19] as const, [away, "claim-conflict", 0, 9]], [standing]),
  ],
  [
    "another of its run, who is refused then for a rival",
    round([
      [one, "done", 0, 9] as const,
      [rival, "guard-failed", 0, 9],
      [sibling, "guard-failed", 0, 9],
    ]),
  ],
  [
    "another whose commit was taken back",
    round([[one, "guard-failed", 0, 9] as const, [other, "taken back", 0, 9]]),
  ],
])("a port may be refused for %s", (_, happened) => {
  expect(unreasoned(happened).filter((problem) => problem.includes("a1-c"))).toEqual([]);
});

test.each<readonly [string, Round]>([
  ["a rival", round([[one, "claim-conflict", 0, 9] as const, [rival, "done", 0, 9]])],
  ["a change by hand", round([[away, "claim-conflict", 0, 9] as const], [standing], [0, 9])],
])("a claim may be refused for %s", (_, happened) => {
  expect(unreasoned(happened)).toEqual([]);
});

const [before, ours, since] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];

test.each([
  ["not if two lines were reworded", "v0-hand", "p1-hand", [before, ours, since], 1],
  ["not if one line was reworded twice before", "v0-hand", "v0-hand", [before, since, ours], 1],
  ["if one line was reworded before and after", "v0-hand", "v0-hand", [before, ours, since], 0],
])("what was changed by hand around a commit may be lost: %s", (_, first, then, order, wrong) => {
  const byHand = [[first, before] as const, [then, since] as const].map(([name, commit]) => {
    return { deed: { does: "reword", name, words: "x" }, commit, began: 0, ended: 9 } as const;
  });
  const message = `Pulumi-Stack: races/w0\n${trailerOf(one)}\nBased-On: ${"0".repeat(40)}\n`;
  const commits = order.map((id) => ({
    ...commitOf(id, id === ours ? message : ""),
    parents: [before],
  }));
  const happened = round([[one, "overwritten", 0, 9] as const]);
  const history = { ...happened.history, commits };
  expect(unreasoned({ ...happened, byHand, history })).toHaveLength(wrong);
});

function unreasoned(happened: Round): string[] {
  return judge(happened).filter((problem) => problem.includes(" failed: "));
}

function clusterOf(name: string, port: number): Cluster {
  return { name, version: 1, port, runtime: false };
}

function register(stack: string, name: string, port: number): Operation {
  const after = clusterOf(name, port);
  return { stack, verb: "register", name, waitMs: 0, before: undefined, after };
}

function change(stack: string, verb: "update" | "deregister", before: Cluster): Operation {
  const after = verb === "update" ? { ...before, version: 2 } : undefined;
  return { stack, verb, name: before.name, waitMs: 0, before, after };
}

/** A round in which all this was asked and answered, and the standing clusters were edited by hand at that time. */
function round(
  asked: readonly Asked[],
  start: readonly Cluster[] = [],
  edited?: readonly [began: number, ended: number],
): Round {
  const operations = asked.map(([operation]) => operation);
  const commits = asked.flatMap(([operation, answer], index) => {
    const [made, back] = [`${index}`.padStart(40, "a"), `${index}`.padStart(40, "b")];
    const commit = commitOf(made, `Pulumi-Stack: ${operation.stack}\n${trailerOf(operation)}\n`);
    if (answer === "done") return [commit];
    return answer === "taken back" ? [commit, commitOf(back, `Takes-Back: ${made}\n`)] : [];
  });
  return {
    scenario: {
      seed: 0,
      ground: "folder",
      start: new Map([["races/idle", start]]),
      foreign: [],
      writers: operations.map((operation) => {
        const { stack } = operation;
        return { stack, transport: "push", cache: "own", operations: [operation] };
      }),
      hand: undefined,
    },
    outcomes: asked.map(([operation, answer, began, ended]) => {
      const failure =
        answer === "done"
          ? undefined
          : ({ code: answer === "taken back" ? "claim-conflict" : answer, message: "" } as const);
      return { operation, failure, commit: undefined, retries: 0, began, ended };
    }),
    byHand: (edited === undefined ? [] : start).map(({ name }) => {
      const deed = { does: "edit-cluster", name, text: recordPath(name) } as const;
      return { deed, commit: "", began: edited?.[0] ?? 0, ended: edited?.[1] ?? 0 };
    }),
    cameBetween: false,
    history: { start: "", list: listText([]), commits, files: new Map() },
  };
}

function commitOf(id: string, message: string): Commit {
  return { id, parents: [], message, paths: [listPath], list: listText([]) };
}
