import { renderDocument } from "../../provider/claims/render";
import type { Commit } from "./history";
import { judge } from "./judge";
import { documentsOf, lineOf, listPath, listText, recordPath, trailerOf } from "./registration";
import type { Round } from "./round";
import type { Cluster, Deed, Operation } from "./scenario";

const cluster: Cluster = { name: "b1-c", version: 1, port: 30_001, runtime: false };
const operation: Operation = {
  stack: "races/w0",
  verb: "register",
  name: cluster.name,
  waitMs: 0,
  before: undefined,
  after: cluster,
};
const foreign = `${lineOf("a0-hand")} # by hand`;
const added = "- c2-hand.yaml # by hand";
const deed = { does: "add-line", line: added, after: undefined } as const;

const times = { retries: 0, began: 0, ended: 100 };

const registered: Commit = {
  id: "1".repeat(40),
  parents: ["0".repeat(40)],
  message: `Register cluster b1-c\n\nPulumi-Stack: races/w0\n${trailerOf(operation)}\n`,
  paths: [recordPath("b1-c"), listPath],
  list: listText([foreign, lineOf("b1-c")]),
};
const byHand: Commit = {
  id: "2".repeat(40),
  parents: [registered.id],
  message: "Edit the list\n",
  paths: [listPath],
  list: listText([foreign, lineOf("b1-c"), added]),
};

/** A round in which one stack registers a cluster, and a person then adds a line to the list. */
function round(commits = [registered, byHand], files: Record<string, string> = {}): Round {
  return {
    scenario: {
      seed: 0,
      ground: "folder",
      start: new Map(),
      foreign: ["a0-hand"],
      writers: [{ stack: "races/w0", transport: "push", cache: "own", operations: [operation] }],
      hand: undefined,
    },
    outcomes: [{ operation, failure: undefined, commit: registered.id, ...times }],
    byHand: [{ deed, commit: byHand.id, ...times }],
    cameBetween: false,
    history: {
      start: "0".repeat(40),
      list: listText([foreign]),
      commits,
      files: new Map(
        Object.entries({
          "README.md": "tenant\n",
          [recordPath("b1-c")]: renderDocument(documentsOf(cluster)[recordPath("b1-c")] ?? null),
          [listPath]: commits.at(-1)?.list ?? "",
          ...files,
        }),
      ),
    },
  };
}

test("a round in which nothing is lost has nothing wrong", () => {
  expect(judge(round())).toEqual([]);
});

const last = { ...byHand, parents: ["0".repeat(40)] };
const conflict = { code: "claim-conflict", message: "" } as const;
const entryless = {
  ...registered,
  id: "3".repeat(40),
  parents: [registered.id],
  list: listText([foreign]),
};
const byHandAfter = { ...byHand, parents: [entryless.id] };
const again = { ...registered, id: "3".repeat(40), parents: [byHand.id] };

test.each<readonly [string, Round, RegExp]>([
  ["a file that was lost", without(recordPath("b1-c")), /b1-c.yaml is lost/],
  ["another file", round(undefined, { "x.yaml": "" }), /x.yaml should not be there/],
  [
    "another content",
    round(undefined, { [recordPath("b1-c")]: "kind: Other\n" }),
    /says something/,
  ],
  ["a commit by hand that was dropped", round([registered]), /by hand .* was dropped/],
  ["a commit of ours that was dropped", round([last]), /the commit of .* was dropped/],
  ["history that was rewritten", round([registered, last]), /is not on top of/],
  ["an empty commit", round([registered, { ...byHand, paths: [] }]), /changes nothing/],
  ["a second effect", round([registered, byHand, { ...again, list: byHand.list }]), /2 commits/],
  ["a refusal that had an effect", refused(round()), /has 1 commits, not 0/],
  ["a refusal without a reason", refused(round()), /failed: claim-conflict/],
  ["a stranger's commit", { ...round(), byHand: [] }, /nobody made/],
  [
    "a foreign file that ours touched",
    round([{ ...registered, paths: ["x"] }, byHand]),
    /changes x, too/,
  ],
  [
    "a line of others that ours changed",
    round([{ ...registered, list: listText([added]) }, byHand]),
    /lines of others/,
  ],
  [
    "another stack's entry that ours took out, and that was put back",
    round([registered, { ...entryless, message: "Pulumi-Stack: races/w1\n" }, byHandAfter]),
    /3+ changes the lines of others/,
  ],
  [
    "a line of others that is lost",
    round([registered, { ...byHand, list: listText([lineOf("b1-c")]) }]),
    /the others' part/,
  ],
  [
    "two clusters with one port",
    round(undefined, { "clusters/z-c.yaml": "spec: {port: 30001}\n" }),
    /the same port/,
  ],
])("%s is seen", (_, happened, problem) => {
  expect(judge(happened).join("\n")).toMatch(problem);
});

test("an entry that was lost is seen, but by hand it may be taken out", () => {
  const happened = round([registered, { ...byHand, list: listText([foreign, added]) }]);
  expect(judge(happened)).toEqual([]);
  const ours = {
    ...byHand,
    message: "Tidy\n\nPulumi-Stack: races/w1\n",
    list: listText([foreign]),
  };
  const taken = round([registered, ours]);
  expect(judge({ ...taken, byHand: [] })).toContain("the list has b1-c 0 times, not 1");
});

test("a refusal may leave a misplaced commit whose only file was replaced by hand, and no other", () => {
  const message = `${registered.message}Based-On: ${"9".repeat(40)}\n`;
  const replaced = { does: "edit-cluster", name: "b1-c", text: "" } as const;
  function left(paths: readonly string[], deeds: readonly Deed[]): string {
    const happened = refused(round([{ ...registered, message, paths }, byHand]));
    const done = deeds.map((deed) => ({ deed, commit: byHand.id, ...times }));
    return judge({ ...happened, byHand: done }).join("\n");
  }
  expect(left([recordPath("b1-c")], [replaced])).not.toMatch(/has 1 commits/);
  expect(left([recordPath("b1-c"), listPath], [replaced, deed])).toMatch(/has 1 commits, not 0/);
  expect(left([recordPath("b1-c")], [deed])).toMatch(/has 1 commits, not 0/);
});

function without(path: string): Round {
  const whole = round();
  const files = new Map(whole.history.files);
  files.delete(path);
  return { ...whole, history: { ...whole.history, files } };
}

function refused(whole: Round): Round {
  return { ...whole, outcomes: [{ operation, failure: conflict, commit: undefined, ...times }] };
}
