import { apply, byStack, claims, emptyKustomization, entries, fulfil } from "./builders";
import { kustomization, plan, refusalsOf, request } from "./builders";
import type { EntriesClaim } from "../../provider/claims/model";

const theirs = "# by hand\nresources:\n- a.yaml # note\n- c.yaml\n";

function holding(claim: EntriesClaim, path = kustomization) {
  return claims({ entries: { [path]: claim } });
}

const pd = holding(entries(["b.yaml"]));
const create = request("urn:a", { hold: pd });
const drop = request("urn:a", { held: pd });

test("a file made for the first entry goes with the last", () => {
  const made = fulfil({}, [create]);
  expect(made[kustomization]).toBe(emptyKustomization.replace(" []", "\n- b.yaml"));
  expect(fulfil(made, [drop])).toEqual({});
});

test("a file that was there keeps its list, empty", () => {
  const files = { [kustomization]: "resources:\n- b.yaml\n" };
  expect(fulfil(files, [drop])).toEqual({ [kustomization]: "resources: []\n" });
});

test("a file that we made is kept if asked, or if others wrote into it", () => {
  const kept = holding(entries(["b.yaml"], { whenEmpty: "keep" }));
  const made = fulfil({}, [request("urn:a", { hold: kept })]);
  expect(fulfil(made, [request("urn:a", { held: kept })])[kustomization]).toBe(emptyKustomization);
  for (const addition of ["namespace: theirs\n", "# theirs\n"]) {
    const files = { [kustomization]: `${made[kustomization] ?? ""}${addition}` };
    expect(fulfil(files, [drop])[kustomization]).toBe(`${emptyKustomization}${addition}`);
  }
});

test("an entry that is there is fine, one that is gone too", () => {
  const files = { [kustomization]: "resources: [b.yaml]\n" };
  expect(plan(files, [create])).toMatchObject({ changes: [], undecided: [] });
  expect(plan({ [kustomization]: theirs }, [drop]).changes).toEqual([]);
  expect(plan({}, [drop]).changes).toEqual([]);
});

test("an update moves its entry and leaves the others", () => {
  const hold = holding(entries(["d.yaml"]));
  const before = fulfil({ [kustomization]: theirs }, [create]);
  expect(fulfil(before, [request("urn:a", { hold, held: pd })])[kustomization]).toBe(
    `${theirs}- d.yaml\n`,
  );
});

test.each(["resources: [a.yaml]\n", "resources:\n- &x a.yaml\n", "resources: {}\n", "a: [\n"])(
  "%j cannot be spliced, which is refused naming the file and the remedy",
  (text) => {
    const planned = plan({ [kustomization]: text }, [create]);
    expect(apply({ [kustomization]: text }, planned)[kustomization]).toBe(text);
    expect(refusalsOf(planned, "urn:a")).toEqual([
      expect.stringMatching(
        /^unsupported-yaml: The file clusters\/kustomization.yaml [^]*\nRewrite/,
      ),
    ]);
  },
);

describe("a keyed entry", () => {
  const path = "hosts/h/ingress.yaml";
  const scaffold = "# ingress-tekton-dashboard\n";
  const stream = { list: "", key: "metadata.name", scaffold };
  const host = holding(entries([], stream), path);
  function doc(x: number) {
    return holding(entries([{ metadata: { name: "vp" }, x }], stream), path);
  }
  const text = `${scaffold}---\nmetadata:\n  name: vp\nx: 1\n`;

  test("comes and goes in a stream; the host's comment stays until the host goes", () => {
    const empty = fulfil({}, [request("urn:h", { hold: host })]);
    expect(empty).toEqual({ [path]: scaffold });
    const keeping = holding(
      entries([{ metadata: { name: "vp" }, x: 1 }], { ...stream, whenEmpty: "keep" }),
      path,
    );
    const full = fulfil(empty, [request("urn:vp", { hold: keeping })]);
    expect(full).toEqual({ [path]: text });
    expect(fulfil(full, [request("urn:h", { held: host })])).toEqual(full);
    expect(fulfil(full, [request("urn:vp", { held: keeping })])).toEqual(empty);
    expect(fulfil(empty, [request("urn:h", { held: host })])).toEqual({});
  });

  test("of ours is replaced where it stands", () => {
    const update = request("urn:vp", { hold: doc(2), held: doc(1) });
    expect(fulfil({ [path]: text }, [update])[path]).toBe(text.replace("x: 1", "x: 2"));
  });

  test.each([
    ["to be created", request("urn:vp", { hold: doc(2) })],
    ["to be changed", request("urn:vp", { hold: doc(2), held: doc(3) })],
    ["to be released", request("urn:vp", { held: doc(3) })],
  ])("with other content, %s, is refused naming commit and author", (_, asked) => {
    const planned = plan({ [path]: text }, [asked]);
    expect(planned.changes).toEqual([]);
    expect(refusalsOf(planned, "urn:vp")).toEqual([
      expect.stringMatching(
        /^claim-conflict: The entry vp in hosts.*Jane Doe.*0123456789ab.*\n.*adopt/,
      ),
    ]);
    const adopted = plan({ [path]: text }, [{ ...asked, adopt: true }]);
    expect(adopted.changes).toHaveLength(1);
  });

  test("is taken over if a commit for the same cluster of this stack wrote it", () => {
    const asked = request("urn:vp", { hold: { ...doc(2), subject: "virtual cluster vp" } });
    const other = byStack("clusters/dev", { Registers: ["virtual cluster xy"] });
    expect(plan({ [path]: text }, [asked], { last: other }).refusals.size).toBe(1);
    const same = byStack("clusters/dev", { Registers: ["virtual cluster vp"] });
    expect(fulfil({ [path]: text }, [asked], { last: same })[path]).toContain("x: 2");
  });
});

test("a comment of others in an otherwise empty file survives, above the scaffold", () => {
  const files = { [kustomization]: "# by hand\n" };
  const result = fulfil(files, [create])[kustomization] ?? "";
  expect(result).toMatch(/^# by hand\napiVersion: [^]*resources:\n- b.yaml\n$/);
});

test("the comment of a scaffold gives way to a scaffold that begins with it", () => {
  const appset = holding(
    entries([{ cluster: "v" }], { list: "spec.list", scaffold: "# appset\nspec:\n  list: []\n" }),
  );
  expect(fulfil({ [kustomization]: "# appset\n" }, [request("urn:v", { hold: appset })])).toEqual({
    [kustomization]: "# appset\nspec:\n  list:\n  - cluster: v\n",
  });
});

describe("a shared file", () => {
  const path = "tenant/appset.yaml";
  function worker(name: string, kind = "AppSet") {
    return claims({
      documents: { [`runtimes/${name}/x.yaml`]: { a: 1 } },
      shared: { [path]: { document: { kind }, keepWhile: "runtimes/" } },
    });
  }
  const two = [request("urn:a", { hold: worker("a") }), request("urn:b", { hold: worker("b") })];
  const both = fulfil({}, two);

  test("comes with the first and goes with the last", () => {
    expect(both[path]).toBe("kind: AppSet\n");
    const one = fulfil(both, [request("urn:a", { held: worker("a") })]);
    expect(Object.keys(one)).toEqual(["runtimes/b/x.yaml", path]);
    expect(fulfil(one, [request("urn:b", { held: worker("b") })])).toEqual({});
    const gone = two.map(({ owner, hold }) => request(owner, { held: hold }));
    expect(fulfil(both, gone)).toEqual({});
  });

  test("stays while others need it, or if somebody changed it", () => {
    const files = { ...both, [path]: "kind: AppSet # theirs\n" };
    const gone = two.map(({ owner, hold }) => request(owner, { held: hold }));
    expect(fulfil(files, gone)).toEqual({ [path]: "kind: AppSet # theirs\n" });
  });

  test("of other content is refused, unless it is as its owner had it", () => {
    const files = { ...both, [path]: "kind: Other\n" };
    const planned = plan(files, [request("urn:c", { hold: worker("c") })]);
    expect(refusalsOf(planned, "urn:c")).toEqual([
      expect.stringMatching(/^claim-conflict: The file tenant\/appset.yaml.*Jane/),
    ]);
    const update = request("urn:a", { held: worker("a"), hold: worker("a", "New") });
    expect(fulfil(both, [update])[path]).toBe("kind: New\n");
  });
});
