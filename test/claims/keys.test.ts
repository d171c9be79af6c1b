import { applyChanges } from "../../provider/claims/apply-changes";
import { blobId } from "../../provider/claims/blob-id";
import { claimKeys } from "../../provider/claims/keys";
import { UNKNOWN } from "../../provider/claims/model";
import { claims, cluster, entries, snapshot } from "./builders";

test("whole files and entries have a key each, shared files have none", () => {
  expect(claimKeys(cluster("pd"))).toEqual([
    "clusters/pd.yaml",
    "runtimes/pd/app.yaml",
    "runtimes/pd/README",
    "clusters/kustomization.yaml#resources=pd.yaml",
  ]);
});

test("an entry is told by its key, else by all of it; one not known yet has no key", () => {
  const item = { metadata: { name: "a" }, x: [1, { b: 2 }] };
  function keys(value: typeof item | string, key?: string): string[] {
    const claim = entries([value], { list: "", ...(key === undefined ? {} : { key }) });
    return claimKeys(claims({ entries: { "f.yaml": claim } }));
  }
  expect(keys(item, "metadata.name")).toEqual(["f.yaml#=a"]);
  expect(keys(item)).toEqual(['f.yaml#={"metadata":{"name":"a"},"x":[1,{"b":2}]}']);
  expect(keys(UNKNOWN)).toEqual([]);
  expect(keys({ ...item, metadata: { name: UNKNOWN } }, "metadata.name")).toEqual([]);
  expect(keys({ ...item, x: [] }, "metadata.name")).toEqual(["f.yaml#=a"]);
});

test("changes are laid over a snapshot, which stays as it is", () => {
  const before = snapshot({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n" });
  const after = applyChanges(before, [
    { path: "a.yaml", text: null },
    { path: "c.yaml", text: "c: 1\n" },
  ]);
  expect([...after.tree]).toEqual([
    ["b.yaml", blobId("b: 1\n")],
    ["c.yaml", blobId("c: 1\n")],
  ]);
  expect([...after.texts.keys()]).toEqual(["b.yaml", "c.yaml"]);
  expect(before.tree.size).toBe(2);
});

test("blob ids are as long as those of the snapshot", () => {
  const before = { tree: new Map([["a.yaml", blobId("a: 1\n", "sha256")]]), texts: new Map() };
  const { tree } = applyChanges(before, [{ path: "b.yaml", text: "b: 1\n" }]);
  expect(tree.get("b.yaml")).toBe(blobId("b: 1\n", "sha256"));
});
