import { claims, fulfil, plan, refusalsOf, request } from "./builders";
import type { Json } from "../../provider/claims/model";
import type { ClaimRequest } from "../../provider/claims/request";

const path = "clusters/pd.yaml";
const ours = "a: 1\n";

function one(document: Json) {
  return claims({ documents: { [path]: document } });
}

function owner(parts: Partial<ClaimRequest>): ClaimRequest {
  return request("urn:a", parts);
}

test.each([
  ["../x", /`\.\.`/],
  ["/x", /absolute/],
  ["a//b", /empty segment/],
  ["a/.git/config", /\.git/],
  [".GIT/hooks/x", /\.git/],
  ["", /empty/],
])("the path %j is refused", (bad, fault) => {
  const planned = plan({}, [owner({ hold: claims({ documents: { [bad]: { a: 1 } } }) })]);
  expect(refusalsOf(planned, "urn:a")).toEqual([expect.stringMatching(fault)]);
});

test.each([
  ["where a folder is", { "clusters/pd.yaml/x": "1\n" }, "clusters/pd.yaml is a folder"],
  ["below a file", { clusters: "1\n" }, "clusters is a file"],
])("a file is not created %s", (_, files, message) => {
  const planned = plan(files, [owner({ hold: one({ a: 1 }) })]);
  expect(refusalsOf(planned, "urn:a")).toEqual([expect.stringContaining(message)]);
});

test("a folder may take the place of a file that another gives up, in either order", () => {
  const inside = claims({ documents: { [`${path}/x.yaml`]: { a: 1 } } });
  for (const [giver, taker] of [
    ["urn:a", "urn:b"],
    ["urn:b", "urn:a"],
  ] as const) {
    const requests = [request(giver, { held: one({ a: 1 }) }), request(taker, { hold: inside })];
    expect(fulfil({ [path]: ours }, requests)).toEqual({ [`${path}/x.yaml`]: "a: 1\n" });
  }
});
