import { blobId } from "../../provider/claims/blob-id";
import { UNKNOWN } from "../../provider/claims/model";
import { neededPaths } from "../../provider/claims/needed-paths";
import { planCommit } from "../../provider/claims/plan-commit";
import { apply, byStack, claims, cluster, fulfil, plan, refusalsOf, request } from "./builders";
import { snapshot, someone } from "./builders";
import type { Json } from "../../provider/claims/model";
import type { ClaimRequest, LastChange } from "../../provider/claims/request";

const path = "clusters/pd.yaml";
const ours = "a: 1\n";
const wanted = "a: 2\n";

function one(document: Json) {
  return claims({ documents: { [path]: document } });
}

function owner(parts: Partial<ClaimRequest>): ClaimRequest {
  return request("urn:a", parts);
}

describe("a whole file", () => {
  const create = owner({ hold: one({ a: 2 }) });
  const change = owner({ hold: one({ a: 2 }), held: one({ a: 1 }) });
  const keep = owner({ hold: one({ a: 1 }), held: one({ a: 1 }) });
  const drop = owner({ held: one({ a: 1 }) });
  const mine = byStack("clusters/dev");
  const registered = byStack("clusters/dev", { Registers: ["physical cluster pd"] });
  const updated = byStack("clusters/dev", { Updates: ["host cluster pd"] });
  const sibling = byStack("clusters/dev", { Registers: ["physical cluster pe"] });
  const theirs = byStack("clusters/prod");
  const foreign = "a: 1\nb: 1 # theirs\n";

  test.each<[string, ClaimRequest, string | undefined, LastChange | null, string | undefined]>([
    ["absent, is created", create, undefined, null, wanted],
    ["already as wanted, written by this stack, is left", create, wanted, mine, wanted],
    [
      "already as wanted in other style, written by this stack, is left",
      create,
      "{a: 2}",
      mine,
      "{a: 2}",
    ],
    ["registered by this stack with other content is taken over", create, ours, registered, wanted],
    ["updated by this stack under another kind is taken over", create, ours, updated, wanted],
    [
      "already as wanted, of another resource of the stack, is left",
      create,
      wanted,
      sibling,
      wanted,
    ],
    ["still ours is replaced", change, ours, someone(), wanted],
    ["ours in an older style is replaced", change, "{a: 1}\n", someone(), wanted],
    [
      "held and already as wanted is left",
      change,
      "{a: 2} # by hand\n",
      someone(),
      "{a: 2} # by hand\n",
    ],
    ["changed by a run of ours that was cut off is replaced", change, "a: 5\n", mine, wanted],
    ["held and gone is written again", keep, undefined, null, ours],
    ["held and unchanged is left", keep, ours, someone(), ours],
    ["released and still ours goes", drop, ours, someone(), undefined],
    ["released in an older style goes", drop, "{a: 1}", someone(), undefined],
    ["released and gone stays gone", drop, undefined, null, undefined],
    [
      "seen so goes when released",
      { ...drop, seen: { [path]: blobId(foreign) } },
      foreign,
      someone(),
      undefined,
    ],
    [
      "seen so is replaced",
      { ...change, seen: { [path]: blobId(foreign) } },
      foreign,
      someone(),
      wanted,
    ],
    ["of others is replaced when adopted", { ...create, adopt: true }, foreign, theirs, wanted],
    [
      "changed by others is replaced when adopted",
      { ...change, adopt: true },
      foreign,
      someone(),
      wanted,
    ],
    [
      "changed by others goes when adopted",
      { ...drop, adopt: true },
      foreign,
      someone(),
      undefined,
    ],
  ])("%s", (_, asked, before, last, after) => {
    const files = before === undefined ? {} : { [path]: before };
    expect(fulfil(files, [asked], { last })[path]).toBe(after);
  });

  test.each<[string, ClaimRequest, string, LastChange | null, RegExp]>([
    [
      "of others with other content",
      create,
      foreign,
      someone(),
      /exists already, with other content: Jane Doe <jane@example.com> changed it last, in commit 0123456789ab \(Tidy up\)\.\n.*adopt: true/,
    ],
    [
      "of others with equal content",
      create,
      wanted,
      someone(),
      /very content[^]*adopt: true[^]*import/,
    ],
    ["of nobody known", create, foreign, null, /no commit of this branch/],
    [
      "of another resource of this stack with other content",
      create,
      ours,
      sibling,
      /exists already, with other content, and the stack clusters\/dev did not[^]*Jane Doe[^]*0123456789ab[^]*adopt: true/,
    ],
    [
      "of this stack, but of no registration,",
      create,
      ours,
      mine,
      /the stack clusters\/dev did not/,
    ],
    ["of another stack", create, wanted, theirs, /belongs to the stack clusters\/prod/],
    [
      "ours and changed by others",
      change,
      foreign,
      someone(),
      /was changed by somebody else: Jane Doe/,
    ],
    [
      "ours but commented by others",
      change,
      "a: 1 # note\n",
      someone(),
      /changed by somebody else/,
    ],
    ["to be released and changed by others", drop, foreign, someone(), /changed by somebody else/],
    ["ours and no longer YAML", change, "a: [", someone(), /changed by somebody else/],
  ])("%s, is refused and left alone", (_, asked, before, last, message) => {
    const planned = plan({ [path]: before }, [asked], { last });
    expect(planned.changes).toEqual([]);
    expect(planned.outcomes.size).toBe(0);
    const refusals = refusalsOf(planned, "urn:a");
    expect(refusals).toEqual([expect.stringMatching(message)]);
    expect(refusals[0]).toMatch(new RegExp(`^claim-conflict: The file ${path} `));
  });

  test("is known by its blob id when its text is not our rendering", () => {
    const planned = plan({ [path]: "{a: 2}\n" }, [create], { last: mine });
    expect(planned.outcomes.get("urn:a")).toEqual({
      paths: [],
      seen: { [path]: blobId("{a: 2}\n") },
    });
    expect(plan({ [path]: wanted }, [create], { last: mine }).outcomes.get("urn:a")?.seen).toEqual(
      {},
    );
  });

  test("with comments is only replaced if its owner was shown them", () => {
    const text = "a: 1 # note\n";
    const seen = { [path]: blobId(text) };
    expect(fulfil({ [path]: text }, [{ ...change, seen }])[path]).toBe(wanted);
  });

  test("whose last change is asked for is not decided before it is known", () => {
    const look = snapshot({ [path]: foreign });
    const nothing = { others: new Map(), lastChanges: new Map(), wanted: new Map() };
    const planned = planCommit(look, [create], nothing);
    expect(planned).toMatchObject({ undecided: [path], changes: [] });
    expect(planned.refusals.size).toBe(0);
  });

  test("with leaves that are not known yet is planned, and never fails for it", () => {
    const hold = one({ a: UNKNOWN, b: 1 });
    expect(fulfil({}, [owner({ hold })])[path]).toBe(`a: ${UNKNOWN}\nb: 1\n`);
    const changed = plan({ [path]: "b: 1\na: 7\n" }, [owner({ hold, held: one({ a: 1 }) })]);
    expect(changed.refusals.size).toBe(0);
  });

  test("in which somebody wrote the text that stands for unknown is not taken for ours", () => {
    const files = { [path]: `a: ${UNKNOWN}\n` };
    expect(refusalsOf(plan(files, [change]), "urn:a")).toEqual([
      expect.stringMatching(/changed by somebody else/),
    ]);
    const planned = plan(files, [change], { last: mine });
    expect(planned.outcomes.get("urn:a")).toEqual({ paths: [path], seen: {} });
    expect(apply(files, planned)[path]).toBe(wanted);
  });
});

test("a text is compared byte by byte", () => {
  const held = claims({ texts: { README: "a\r\n" } });
  expect(fulfil({ README: "a\r\n" }, [owner({ held })])).toEqual({});
  expect(plan({ README: "a\n" }, [owner({ held })]).refusals.size).toBe(1);
});

test("neither a new nor an unchanged registration reads its files", () => {
  const hold = cluster("pd", { entries: {} });
  const files = fulfil({ "other.yaml": "a: 1\n" }, [owner({ hold })]);
  expect(neededPaths(snapshot({}).tree, [owner({ hold })])).toEqual([]);
  expect(neededPaths(snapshot(files).tree, [owner({ hold, held: hold })])).toEqual([]);
  expect(neededPaths(snapshot(files).tree, [owner({ held: hold })])).toEqual([]);
});

test("all that stands against a request is told at once", () => {
  const hold = claims({ documents: { "a.yaml": { a: 1 }, "b.yaml": { a: 1 } } });
  const planned = plan({ "a.yaml": "b: 1\n", "b.yaml": "b: 1\n" }, [owner({ hold })]);
  expect(planned.refusals.get("urn:a")?.map((refusal) => refusal.path)).toEqual([
    "a.yaml",
    "b.yaml",
  ]);
  expect(apply({}, planned)).toEqual({});
});
