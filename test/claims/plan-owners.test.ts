import { cluster, byStack, claims, entries, fulfil, kustomization, plan } from "./builders";
import { refusalsOf, request, someone } from "./builders";
import type { Claims } from "../../provider/claims/model";
import type { Circumstances } from "../../provider/claims/request";

const mine = byStack("clusters/dev");
const readme = { "README.md": "hello\n" };

function wantedBy(owner: string, ...keys: string[]): Circumstances["wanted"] {
  return new Map(keys.map((key) => [key, new Set([owner])]));
}

test("a resource renamed without alias: the new owner takes over, the old one releases nothing of it", () => {
  const hold = cluster("pd");
  const before = fulfil(readme, [request("urn:old", { hold })]);
  const taken = fulfil(before, [request("urn:new", { hold })], { last: mine });
  expect(taken).toEqual(before);
  const wanted = wantedBy(
    "urn:new",
    "clusters/pd.yaml",
    "runtimes/pd/app.yaml",
    "runtimes/pd/README",
    `${kustomization}#resources=pd.yaml`,
  );
  const after = fulfil(taken, [request("urn:old", { held: hold })], { wanted });
  expect(after).toMatchObject({ ...before, "tenant/appset.yaml": expect.any(String) });
});

test.each(["urn:a-new", "urn:z-new"])("both in one batch, whichever comes first (%s)", (owner) => {
  const held = cluster("pd");
  const before = fulfil(readme, [request("urn:old", { hold: held })]);
  const hold = cluster("pd", {
    documents: { "clusters/pd.yaml": { kind: "Cluster", other: true } },
  });
  const requests = [request("urn:old", { held }), request(owner, { hold })];
  expect(fulfil(before, requests)).toEqual(fulfil(readme, [request(owner, { hold })]));
});

test("a host turned into a worker of the same name ends as if it had been one from the start", () => {
  const host = claims({
    subject: "host cluster pd",
    documents: { "clusters/pd.yaml": { usage: "host" }, "hosts/pd/app.yaml": { a: 1 } },
    entries: { [kustomization]: entries(["pd.yaml"]), "hosts.yaml": entries(["pd"]) },
  });
  const before = fulfil(readme, [request("urn:host", { hold: host })]);
  const hold = cluster("pd");
  const last = byStack("clusters/dev", { Registers: ["host cluster pd"] });
  const created = fulfil(before, [request("urn:worker", { hold })], { last });
  const wanted = wantedBy("urn:worker", "clusters/pd.yaml", `${kustomization}#resources=pd.yaml`);
  const after = fulfil(created, [request("urn:host", { held: host })], { wanted });
  expect(after).toEqual(fulfil(readme, [request("urn:worker", { hold })]));
});

test("a virtual cluster moved to another host ends as if it had been there from the start", () => {
  function at(host: string): Claims {
    return cluster("vd", {
      documents: { "clusters/vd.yaml": { host }, [`hosts/${host}/vd.yaml`]: { a: 1 } },
      entries: {
        [`hosts/${host}/appset.yaml`]: entries([{ cluster: "vd" }], { key: "cluster" }),
        [kustomization]: entries(["vd.yaml"]),
      },
    });
  }
  const before = fulfil(readme, [request("urn:vd", { hold: at("h1") })]);
  const after = fulfil(before, [request("urn:vd", { hold: at("h2"), held: at("h1") })]);
  expect(after).toEqual(fulfil(readme, [request("urn:vd", { hold: at("h2") })]));
});

test("of two owners in one batch the first by URN is heard, the other refused naming it", () => {
  const hold = cluster("pd");
  const planned = plan({}, [request("urn:b", { hold }), request("urn:a", { hold })]);
  expect([...planned.outcomes.keys()]).toEqual(["urn:a"]);
  expect(refusalsOf(planned, "urn:b")).toContainEqual(
    expect.stringMatching(/^claim-rival: The file clusters\/pd.yaml is claimed by urn:a/),
  );
});

test("two owners may not have one entry, nor one a file that has entries of another", () => {
  const entry = claims({ entries: { [kustomization]: entries(["x.yaml"]) } });
  const whole = claims({ documents: { [kustomization]: { resources: [] } } });
  for (const second of [entry, whole]) {
    const planned = plan({}, [
      request("urn:a", { hold: entry }),
      request("urn:b", { hold: second }),
    ]);
    expect(refusalsOf(planned, "urn:b")).toEqual([expect.stringMatching(/^claim-rival: .*urn:a/)]);
  }
});

test("what another owner of the run holds already is not taken", () => {
  const hold = cluster("pd");
  const before = fulfil({}, [request("urn:one", { hold })]);
  const wanted = wantedBy("urn:one", "clusters/pd.yaml", `${kustomization}#resources=pd.yaml`);
  const planned = plan(before, [request("urn:two", { hold })], { last: mine, wanted });
  const refusals = refusalsOf(planned, "urn:two");
  expect(refusals).toContainEqual(
    expect.stringMatching(/^claim-rival: The file clusters\/pd.yaml/),
  );
  expect(refusals).toContainEqual(
    expect.stringMatching(/^claim-rival: The entry pd.yaml in clusters\/kust/),
  );
});

test("the same cluster in two stacks: the second is refused naming the first", () => {
  const hold = cluster("pd");
  const before = fulfil({}, [request("urn:a", { hold })]);
  const second = request("urn:a", { hold, stack: "clusters/prod" });
  const planned = plan(before, [second], { last: mine });
  expect(planned.changes).toEqual([]);
  expect(refusalsOf(planned, "urn:a")[0]).toMatch(/belongs to the stack clusters\/dev/);
});

test("one bad request never fails its neighbours", () => {
  const bad = cluster("bad", { documents: { "README.md": { a: 1 } } });
  const requests = [
    request("urn:bad", { hold: bad }),
    request("urn:good", { hold: cluster("good") }),
  ];
  const planned = plan(readme, requests, { last: someone() });
  expect([...planned.refusals.keys()]).toEqual(["urn:bad"]);
  expect(planned.changes).toEqual(plan(readme, [requests[1]!]).changes);
});

test("what a neighbour gives up may already be as its new owner wants it, unlike what was held", () => {
  const held = claims({ documents: { "a.yaml": { a: 1 } } });
  const hold = claims({ documents: { "a.yaml": { a: 2 } } });
  const requests = [request("urn:b", { held }), request("urn:a", { hold })];
  expect(fulfil({ "a.yaml": "a: 2\n" }, requests, { last: mine })).toEqual({ "a.yaml": "a: 2\n" });
});

test("a file that many share is no one's own", () => {
  const shared = claims({ shared: { "s.yaml": { document: { a: 1 }, keepWhile: "r/" } } });
  const whole = claims({ documents: { "s.yaml": { a: 1 } } });
  const list = claims({ entries: { "s.yaml": entries(["x"]) } });
  for (const hold of [whole, list]) {
    const planned = plan({}, [request("urn:a", { hold: shared }), request("urn:b", { hold })]);
    expect(refusalsOf(planned, "urn:b")).toEqual([expect.stringMatching(/^claim-rival: .*urn:a/)]);
  }
});
