import fc from "fast-check";
import { blobId } from "../../provider/claims/blob-id";
import { observe, pathsToObserve } from "../../provider/claims/observe";
import * as render from "../../provider/claims/render";
import { claims, cluster, entries, fulfil, kustomization, request, snapshot } from "./builders";
import type { Claims } from "../../provider/claims/model";
import type { Observation } from "../../provider/claims/observe";
import type { Files } from "./builders";

const held = cluster("pd");
const ours = fulfil({}, [request("urn:pd", { hold: held })]);
const path = "clusters/pd.yaml";

/** What is found with no more texts than observing says it needs. */
function found(files: Files, what: Claims = held, seen: Observation["seen"] = {}): Observation {
  const look = snapshot(files, pathsToObserve(snapshot(files).tree, what, seen));
  return observe(look, what, seen);
}

test("what is as it was has not drifted, and is the very same object", () => {
  const others = {
    ...ours,
    "x.yaml": "a: 1\n",
    [kustomization]: `${ours[kustomization] ?? ""}- zz\n`,
  };
  for (const files of [ours, others, { ...ours, [path]: `${ours[path] ?? ""}# a comment\n` }]) {
    const result = found(files);
    expect(result.claims).toBe(held);
    expect(result.drifted).toBe(false);
  }
  expect(pathsToObserve(snapshot(ours).tree, held, {})).toEqual([kustomization]);
});

test("a changed document is shown as found, and known by its blob id", () => {
  const text = "spec: {usage: host}\n";
  const result = found({ ...ours, [path]: text });
  expect(result).toEqual({
    claims: { ...held, documents: { ...held.documents, [path]: { spec: { usage: "host" } } } },
    seen: { [path]: blobId(text) },
    drifted: true,
  });
});

test("a change that was shown once has not drifted again", () => {
  const files = { ...ours, [path]: "spec: {usage: host}\n" };
  const first = found(files);
  const again = found(files, first.claims, first.seen);
  expect(again.claims).toBe(first.claims);
  expect(again).toMatchObject({ drifted: false, seen: first.seen });
});

test("what drifted is restored by the next update, be it changed or gone", () => {
  const foreign = [
    { [path]: "spec: {}\n" },
    { [path]: "a: [\n" },
    { [kustomization]: "resources: []\n" },
  ];
  for (const change of foreign) {
    const { claims: shown, seen } = found({ ...ours, ...change });
    const update = request("urn:pd", { held: shown, hold: held, seen });
    const after = fulfil({ ...ours, ...change }, [update]);
    expect(found(after)).toMatchObject({ drifted: false });
  }
  const files = Object.fromEntries(Object.entries(ours).filter(([one]) => one !== path));
  const { claims: shown, seen } = found(files);
  expect(shown?.documents).not.toHaveProperty([path]);
  expect(fulfil(files, [request("urn:pd", { held: shown, hold: held, seen })])).toEqual(ours);
});

test("a file that is no longer YAML is shown as a text", () => {
  const result = found({ ...ours, [path]: "a: [\n" });
  expect(result.claims?.texts).toEqual({ ...held.texts, [path]: "a: [\n" });
  expect(result.claims?.documents).not.toHaveProperty([path]);
  expect(result.seen).toEqual({});
});

test("an entry that is gone is left out; one of other content is shown as found", () => {
  const gone = found({ ...ours, [kustomization]: "resources: [other.yaml]\n" });
  expect(gone.claims?.entries[kustomization]?.values).toEqual([]);
  const keyed = claims({ entries: { "x.yaml": entries([{ name: "a", b: 1 }], { key: "name" }) } });
  const changed = found({ "x.yaml": "resources:\n- {name: a, b: 2}\n" }, keyed);
  expect(changed.claims?.entries["x.yaml"]?.values).toEqual([{ name: "a", b: 2 }]);
});

test("entries in a file that nobody can read count as there", () => {
  expect(found({ ...ours, [kustomization]: "a: [\n" }).drifted).toBe(false);
});

test("a list that a thousand clusters share is parsed once for all of them", () => {
  const parse = jest.spyOn(render, "parseDocuments");
  try {
    const names = Array.from({ length: 1_000 }, (_, at) => `c${at}`);
    const text = `resources:\n${names.map((name) => `- ${name}.yaml\n`).join("")}`;
    const drifted = names.filter((name) => {
      const own = claims({ entries: { [kustomization]: entries([`${name}.yaml`]) } });
      return found({ [kustomization]: text }, own).drifted;
    });
    expect(drifted).toEqual([]);
    expect(parse).toHaveBeenCalledTimes(1);
  } finally {
    parse.mockRestore();
  }
});

test("a host's file without entries has drifted when it is gone", () => {
  const host = claims({
    documents: { [path]: { a: 1 } },
    entries: { "i.yaml": entries([], { list: "", scaffold: "# i\n" }) },
  });
  expect(found({ [path]: "a: 1\n", "i.yaml": "# i\n" }, host).drifted).toBe(false);
  expect(found({ [path]: "a: 1\n" }, host).claims?.entries).toEqual({});
});

test("a shared file of other content is shown as found", () => {
  const result = found({ ...ours, "tenant/appset.yaml": "kind: Other\n" });
  expect(result.claims?.shared["tenant/appset.yaml"]?.document).toEqual({ kind: "Other" });
});

test("when every file and entry is gone, nothing is left", () => {
  expect(found({ "README.md": "x" })).toEqual({ claims: undefined, seen: {}, drifted: true });
  const rest = { "tenant/appset.yaml": "kind: AppSet\n", [kustomization]: "resources: []\n" };
  expect(found(rest).claims).toBeUndefined();
});

test("what is planned is what is observed", () => {
  fc.assert(
    fc.property(
      fc.json().map((text) => JSON.parse(text) as never),
      (document) => {
        const hold = claims({ documents: { "x.yaml": document } });
        const files = fulfil({}, [request("urn:x", { hold })]);
        expect(found(files, hold).drifted).toBe(false);
        expect(found({ "x.yaml": `# by hand\n${files["x.yaml"] ?? ""}` }, hold).drifted).toBe(
          false,
        );
      },
    ),
  );
});
