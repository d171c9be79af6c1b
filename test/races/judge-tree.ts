import { parse } from "yaml";
import type { Account } from "./judge";
import {
  documentsOf,
  keepWhile,
  lineOf,
  listPath,
  recordPath,
  sharedDocument,
  sharedPath,
} from "./registration";
import { edited } from "./hand";
import type { Cluster } from "./scenario";

/** What the tree should hold, by what each operation was answered and by what the person did; and what it holds. */
export function judgeTree(account: Account): string[] {
  return [...judgeFiles(account), ...judgeList(account), ...judgePorts(account)];
}

function judgeFiles({ round, names, placeOf, placeOfEdit }: Account): string[] {
  const { history, byHand, scenario } = round;
  const texts = new Map([["README.md", "tenant\n"]]);
  for (const { deed } of byHand)
    if (deed.does === "write-own-file") texts.set(deed.path, deed.text);
  const documents = new Map<string, unknown>();
  const problems: string[] = [];
  for (const name of names) {
    const done = doneTo(round, name);
    const before = [...scenario.start.values()].flat().find((one) => one.name === name);
    const cluster: Cluster | undefined = done === undefined ? before : done.after;
    for (const [path, document] of Object.entries(
      cluster === undefined ? {} : documentsOf(cluster),
    )) {
      documents.set(path, document);
    }
    const edit = placeOfEdit(name);
    if (edit < 0) continue;
    if (done !== undefined && placeOf(done) > edit) {
      problems.push(`${name} was changed by hand, and that was overwritten`);
    }
    const deed = byHand.findLast((one) => one.commit === history.commits[edit]?.id)?.deed;
    if (deed?.does === "edit-cluster") texts.set(recordPath(name), deed.text);
    documents.delete(recordPath(name));
  }
  if ([...documents.keys()].some((path) => path.startsWith(keepWhile))) {
    documents.set(sharedPath, sharedDocument);
  }
  const expected = new Set([...texts.keys(), ...documents.keys(), listPath]);
  for (const path of expected) {
    const found = history.files.get(path);
    if (found === undefined) problems.push(`${path} is lost`);
    else if (texts.has(path) && texts.get(path) !== found) {
      problems.push(`${path} is not as it was made by hand: ${found}`);
    } else if (documents.has(path) && !says(found, documents.get(path))) {
      problems.push(`${path} says something else: ${found}`);
    }
  }
  const more = [...history.files.keys()].filter((path) => !expected.has(path));
  return [...problems, ...more.map((path) => `${path} should not be there`)];
}

function judgeList(account: Account): string[] {
  const { round, names, foreign } = account;
  const { history, byHand, scenario } = round;
  const list = history.files.get(listPath) ?? "";
  const lines = list.split("\n");
  const problems: string[] = [];
  for (const name of names) {
    const count = lines.filter((line) => line === lineOf(name)).length;
    const done = doneTo(round, name);
    const before = [...scenario.start.values()].flat().some((one) => one.name === name);
    const expected = done === undefined ? before : done.after !== undefined;
    // An unguarded commit by hand brings back the list as the person saw it; that is theirs to do.
    if (count <= 1 && lastFlipIsByHand(account, name)) continue;
    if (count !== Number(expected)) {
      problems.push(`the list has ${name} ${count} times, not ${Number(expected)}`);
    }
  }
  let meant = foreign(history.list);
  for (const { deed } of byHand) {
    const isOfList = deed.does !== "write-own-file" && deed.does !== "edit-cluster";
    if (isOfList) meant = edited(deed, meant) ?? meant;
  }
  if (foreign(list) !== meant) {
    problems.push(`the others' part of the list is\n${foreign(list)}and not\n${meant}`);
  }
  return problems;
}

/** Whether the last commit that put an entry into the list, or took it out, is one by hand. */
function lastFlipIsByHand({ round }: Account, name: string): boolean {
  const { history, byHand } = round;
  const lists = [history.list, ...history.commits.map((commit) => commit.list)].map((list) =>
    list.split("\n").includes(lineOf(name)),
  );
  const flip = lists.findLastIndex((has, index) => index > 0 && has !== lists[index - 1]);
  return byHand.some(({ commit }) => commit === history.commits[flip - 1]?.id);
}

/** The guard held: no two clusters have the same port. */
function judgePorts({ round }: Account): string[] {
  const holders = new Map<number, string>();
  const problems: string[] = [];
  for (const [path, text] of round.history.files) {
    if (!/^clusters\/.*-c\.yaml$/.test(path)) continue;
    const { spec } = parse(text) as { spec?: { port: number } };
    if (spec === undefined) continue;
    const other = holders.get(spec.port);
    if (other !== undefined) problems.push(`${path} and ${other} have the same port`);
    holders.set(spec.port, path);
  }
  return problems;
}

function doneTo({ outcomes }: Account["round"], name: string) {
  return outcomes.find(({ operation, failure }) => {
    return operation.name === name && failure === undefined;
  })?.operation;
}

function says(text: string, document: unknown): boolean {
  return JSON.stringify(sorted(parse(text))) === JSON.stringify(sorted(document));
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inside]) => [key, sorted(inside)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}
