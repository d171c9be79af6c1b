import { loadAll } from "js-yaml";

import { unglued } from "../../provider/claims/glued-separators";
import { observe } from "../../provider/claims/observe";
import { claims, entries, fulfil, plan, refusalsOf, request, snapshot } from "./builders";

const path = "hosts/h/ingress.yaml";
const ours = { metadata: { name: "vp" }, x: 1 };
const stream = { list: "", key: "metadata.name", scaffold: "# ingress\n" };
const claim = claims({
  documents: { "vp.yaml": { a: 1 } },
  entries: { [path]: entries([ours], stream) },
});
const own = { "vp.yaml": "a: 1\n" };
const glued = "---\nmetadata:\n  name: vp\nx: 1---\nmetadata:\n  name: vq\nx: 2\n";
const apart = glued.replace("1---", "1\n---");

test("separators at the end of a line get a line of their own, where that makes a stream readable", () => {
  expect(unglued(glued)).toBe(apart);
  expect(unglued(glued.replaceAll("\n", "\r\n"))).toBe(apart.replaceAll("\n", "\r\n"));
  for (const text of [apart, "a: x---\nb: 1\n", "a: [---\nb: 1\n", "a: 1\na: 2\n", ""])
    expect(unglued(text)).toBeUndefined();
});

test("a stream that was glued together is drift, which the next update mends without another change", () => {
  const found = observe(snapshot({ [path]: glued, ...own }), claim, {});
  expect(found.drifted).toBe(true);
  expect(found.claims?.entries[path]).toMatchObject({
    key: expect.stringMatching(/^metadata.name .*cannot be read/) as string,
    values: [ours],
  });
  const update = request("urn:vp", { hold: claim, held: found.claims });
  const after = fulfil({ [path]: glued, ...own }, [update]);
  expect(after).toEqual({ [path]: apart, ...own });
  expect(observe(snapshot(after), claim, {}).drifted).toBe(false);
});

test("entries come and go in a stream that was glued together", () => {
  const other = { metadata: { name: "vx" }, x: 3 };
  const more = claims({ entries: { [path]: entries([other], stream) } });
  const added = fulfil({ [path]: glued }, [request("urn:vx", { hold: more })]);
  expect(loadAll(added[path] ?? "")).toHaveLength(3);
  const shown = observe(snapshot({ [path]: glued, ...own }), claim, {}).claims;
  for (const held of [claim, shown]) {
    const removed = fulfil({ [path]: glued, ...own }, [request("urn:vp", { held })]);
    expect(removed).toEqual({ [path]: "---\nmetadata:\n  name: vq\nx: 2\n" });
  }
});

test("what is broken in another way has not drifted, and is refused when it is to be changed", () => {
  const broken = { [path]: "a: [\n" };
  expect(observe(snapshot({ ...broken, ...own }), claim, {}).drifted).toBe(false);
  const planned = plan(broken, [request("urn:vp", { held: claim })]);
  expect(refusalsOf(planned, "urn:vp")).toEqual([expect.stringMatching(/^unsupported-yaml/)]);
});
