import { Settling } from "../../provider/config-repo/settling";
import {
  reachBedrock,
  standingAt,
  unsettledOf,
  type Said,
} from "../../provider/config-repo/unsettled";

const now = 1_000_000_000;

/** A commit on top of `parent` with these trailers. */
function commit(id: string, parent: string | undefined, ...trailers: string[]): Said {
  const message = `Subject\n\n${trailers.join("\n")}\n`;
  const parents = parent === undefined ? [] : [parent];
  return { id, parents, message, authored: now, committed: now };
}
const bottom = commit("0", undefined);

describe("A commit is unsettled", () => {
  it("that lies on another one than it was to", () => {
    const misplaced = commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1");
    const byHand = commit("2", "1");
    const newest = [misplaced, byHand, commit("1", "0"), bottom];
    expect(unsettledOf(newest, now)).toEqual(["3"]);
  });

  it("below one that somebody rebased, who looked at nothing", () => {
    const misplaced = commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1");
    const rebased = { ...commit("4", "3", "Pulumi-Stack: prod"), authored: now - 1 };
    expect(unsettledOf([rebased, misplaced, commit("2", "1"), bottom], now)).toEqual(["3"]);
  });

  it("below what people committed since", () => {
    const misplaced = commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1");
    expect(unsettledOf([commit("4", "3"), misplaced, commit("2", "1"), bottom], now)).toEqual([
      "3",
    ]);
  });

  it("below a person's whose clock is late by less than an hour", () => {
    const misplaced = commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1");
    const late = { ...commit("4", "3"), authored: now - 3_500_000, committed: now - 3_500_000 };
    expect(unsettledOf([late, misplaced, commit("2", "1"), bottom], now)).toEqual(["3"]);
  });

  it("beside one of ours that was merged, which looked at another branch", () => {
    const merge = { ...commit("5", "4"), parents: ["4", "3"] };
    const ours = commit("4", "1", "Pulumi-Stack: prod");
    const misplaced = commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1");
    expect(unsettledOf([merge, ours, misplaced, commit("2", "1"), bottom], now)).toEqual(["3"]);
  });

  it("below one that was taken back, and if what takes back is misplaced itself", () => {
    const one = commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0");
    const other = commit("3", "2", "Pulumi-Stack: prod", "Based-On: 1");
    const repair = commit("4", "3", "Takes-Back: 2", "Based-On: 2");
    expect(unsettledOf([repair, other, one, commit("1", "0"), bottom], now)).toEqual(["4", "3"]);
  });
});

describe("All is settled", () => {
  it("where each commit lies as it was to, or says nothing of it", () => {
    const newest = [commit("2", "1", "Pulumi-Stack: dev", "Based-On: 1"), commit("1", "0"), bottom];
    expect(unsettledOf(newest, now)).toEqual([]);
  });

  it("once what was misplaced is taken back", () => {
    const misplaced = commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0");
    const repair = commit("3", "2", "Takes-Back: 2", "Based-On: 2");
    expect(unsettledOf([repair, misplaced, commit("1", "0"), bottom], now)).toEqual([]);
  });

  it("below a commit of a run of ours, which looked", () => {
    const misplaced = commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0");
    const pushed = commit("3", "2", "Pulumi-Stack: prod");
    expect(unsettledOf([pushed, misplaced, commit("1", "0"), bottom], now)).toEqual([]);
  });

  it("where somebody picked or amended it, which gives it another date", () => {
    const picked = { ...commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0"), authored: now - 1 };
    expect(unsettledOf([picked, commit("1", "0"), bottom], now)).toEqual([]);
  });

  it("five minutes later", () => {
    const misplaced = commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0");
    const newest = [misplaced, commit("1", "0"), bottom];
    expect(unsettledOf(newest, now + 5 * 60_000)).toEqual(["2"]);
    expect(unsettledOf(newest, now + 5 * 60_000 + 1)).toEqual([]);
  });
});

describe("More of the history is needed", () => {
  const cut = { ...commit("2", undefined), parents: undefined };

  it.each<readonly [string, readonly Said[]]>([
    ["below what a person committed lately", [cut]],
    [
      "to know whether one of ours by the API is misplaced",
      [{ ...cut, message: "S\n\nPulumi-Stack: dev\nBased-On: 1\n" }],
    ],
    ["below what takes back", [{ ...cut, message: "S\n\nTakes-Back: 1\nBased-On: 1\n" }]],
  ])("%s", (_, newest) => {
    expect(reachBedrock(newest, now)).toBe(false);
  });

  it.each<readonly [string, readonly Said[]]>([
    ["below one that we pushed", [{ ...cut, message: "S\n\nPulumi-Stack: dev\n" }]],
    ["below what is an hour old", [{ ...cut, committed: now - 3_600_001 }]],
    ["below the first", [commit("2", "1"), commit("1", undefined)]],
  ])("but not %s", (_, newest) => {
    expect(reachBedrock(newest, now)).toBe(true);
  });
});

describe("An unsettled commit is waited for", () => {
  const newest = [commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0"), commit("1", "0"), bottom];

  it("for ten seconds from when it was first seen", () => {
    let time = now + 60_000;
    const settling = new Settling({ now: () => time });
    expect(settling.isSettled(newest)).toBe(false);
    time += 9_999;
    expect(settling.isSettled(newest)).toBe(false);
    time += 1;
    expect(settling.isSettled(newest)).toBe(true);
  });

  it("or for as long as the configuration says", () => {
    let time = now + 60_000;
    const settling = new Settling({ waitMs: 300, now: () => time });
    expect(settling.isSettled(newest)).toBe(false);
    time += 299;
    expect(settling.isSettled(newest)).toBe(false);
    time += 1;
    expect(settling.isSettled(newest)).toBe(true);
  });

  it("but not by the process that let it stand", () => {
    const settling = new Settling({ now: () => now });
    settling.stand(["2"]);
    expect(settling.isSettled(newest)).toBe(true);
  });
});

test("what stands of a commit that was taken back is the newest below it that was not", () => {
  const newest = [
    commit("5", "4", "Takes-Back: 3", "Takes-Back: 2", "Based-On: 4"),
    commit("4", "3"),
    commit("3", "2", "Pulumi-Stack: dev", "Based-On: 1"),
    commit("2", "1", "Pulumi-Stack: dev", "Based-On: 0"),
    commit("1", "0"),
  ];
  expect(["5", "4", "3", "2", "1"].map((one) => standingAt(newest, one))).toEqual([
    "5",
    "4",
    "1",
    "1",
    "1",
  ]);
});
