import { UNKNOWN } from "../../provider/claims/model";
import { neededElsewhere, neededPaths } from "../../provider/claims/needed-paths";
import * as predicates from "../../provider/claims/predicate";
import { apply, claims, cluster, fulfil, plan, refusalsOf, request, snapshot } from "./builders";
import type { Guard, Json, Predicate } from "../../provider/claims/model";

const { satisfies } = predicates;

const document = {
  kind: "Cluster",
  empty: "",
  none: {},
  open: UNKNOWN,
  spec: {
    ports: [{ nodePort: 1 }, { nodePort: 2 }],
    labels: { a: "b" },
    tags: ["x"],
    url: UNKNOWN,
  },
};

test.each<[Predicate, boolean | undefined]>([
  [{ exists: ["kind", "spec.ports[1]"] }, true],
  [{ exists: ["empty"] }, false],
  [{ exists: ["none"] }, false],
  [{ exists: ["spec.ports[2]"] }, false],
  [{ exists: ["open"] }, undefined],
  [{ exists: ["open.below", "kind"] }, undefined],
  [{ exists: ["open", "missing"] }, false],
  [{ equals: { kind: "Cluster" } }, true],
  [{ equals: { kind: "Cluster", "spec.labels.a": "c" } }, false],
  [{ equals: { "spec.ports[*].nodePort": 2 } }, true],
  [{ equals: { "spec.ports.*.nodePort": 3 } }, false],
  [{ equals: { "spec.url": "x" } }, undefined],
  [{ equals: { kind: UNKNOWN } }, undefined],
  [{ equals: { missing: UNKNOWN } }, false],
  [{ contains: { "spec.tags": "x" } }, true],
  [{ contains: { "spec.tags": "y" } }, false],
  [{ contains: { "spec.labels": "a" } }, true],
  [{ contains: { "spec.labels": "b" } }, false],
  [{ contains: { open: "b" } }, undefined],
  [{ contains: { "spec.ports": { nodePort: 1 } } }, true],
  [{ any: [{ equals: { "spec.url": "x" } }, { exists: ["kind"] }] }, true],
  [{ any: [{ equals: { "spec.url": "x" } }, { exists: ["missing"] }] }, undefined],
  [{ any: [] }, false],
  [{ all: [{ equals: { "spec.url": "x" } }, { exists: ["missing"] }] }, false],
  [{ all: [{ equals: { "spec.url": "x" } }, { exists: ["kind"] }] }, undefined],
  [{ all: [] }, true],
  [{ not: { exists: ["missing"] } }, true],
  [{ not: { equals: { "spec.url": "x" } } }, undefined],
])("%j is %j", (predicate, verdict) => {
  expect(satisfies(document, predicate)).toBe(verdict);
});

function record(
  name: string,
  spec: Json,
  parts: Partial<Record<"requires" | "forbids", Guard[]>> = {},
) {
  const file = { metadata: { name }, spec };
  return claims({
    subject: `cluster ${name}`,
    documents: { [`clusters/${name}.yaml`]: file },
    ...parts,
  });
}

const needsHost: Guard = {
  path: "clusters/h.yaml",
  where: { equals: { "spec.usage": "host" } },
  when: "hold",
  message: "There is no host h.\nRegister it first.",
};
const noGuests: Guard = {
  folder: "clusters",
  where: { equals: { "spec.host": "h" } },
  when: "release",
  message: "The host h still carries {metadata.name} ({file}).\nDeregister them first.",
};
const ownPort: Guard = {
  folder: "clusters",
  where: { equals: { "spec.port": 1 } },
  when: "hold",
  message: "Port 1 is taken by {metadata.name}.\nChoose another.",
};
const host = record("h", { usage: "host" }, { forbids: [noGuests] });
const guest = record("v", { host: "h" }, { requires: [needsHost] });
const withHost = fulfil({}, [request("urn:h", { hold: host })]);
const withBoth = fulfil(withHost, [request("urn:v", { hold: guest })]);

test("a guard sees what the very commit holds, in whatever order", () => {
  expect(refusalsOf(plan({}, [request("urn:a", { hold: guest })]), "urn:a")).toEqual([
    "guard-failed: There is no host h.\nRegister it first.",
  ]);
  for (const [first, second] of [
    ["urn:1", "urn:2"],
    ["urn:2", "urn:1"],
  ] as const) {
    const requests = [request(first, { hold: guest }), request(second, { hold: host })];
    expect(fulfil({}, requests)).toEqual(withBoth);
    const gone = [request(first, { held: guest }), request(second, { held: host })];
    expect(fulfil(withBoth, gone)).toEqual({});
  }
});

test("a release that others stand against is refused naming them, and changes nothing", () => {
  const files = { ...withBoth, "clusters/w.yaml": "metadata: {name: w}\nspec: {host: h}\n" };
  const planned = plan(files, [request("urn:h", { held: host })]);
  expect(apply(files, planned)).toEqual(files);
  expect(refusalsOf(planned, "urn:h")).toEqual([
    "guard-failed: The host h still carries v, w (clusters/v.yaml, clusters/w.yaml).\nDeregister them first.",
  ]);
});

test("who comes later in a commit may not break what one before it needs", () => {
  const unguarded = { ...host, forbids: [] };
  const requests = [request("urn:1", { hold: guest }), request("urn:2", { held: unguarded })];
  const planned = plan(withHost, requests);
  expect([...planned.outcomes.keys()]).toEqual(["urn:1"]);
  expect(refusalsOf(planned, "urn:2")).toEqual([
    expect.stringMatching(/^guard-failed: What cluster v needs, of the same run, .*no host h/),
  ]);
});

test("two clusters never share a port: within a commit, or with one that is there", () => {
  const [a, b] = ["a", "b"].map((name) => record(name, { port: 1 }, { forbids: [ownPort] }));
  const planned = plan({}, [request("urn:a", { hold: a }), request("urn:b", { hold: b })]);
  expect(refusalsOf(planned, "urn:b")).toContain(
    "guard-failed: Port 1 is taken by a.\nChoose another.",
  );
  const files = fulfil({}, [request("urn:a", { hold: a })]);
  expect(plan(files, [request("urn:b", { hold: b })]).refusals.size).toBe(1);
  expect(plan(files, [request("urn:a", { hold: a, held: a })]).refusals.size).toBe(0);
  const moved = record("a", { port: 2 });
  const swap = [request("urn:b", { hold: moved, held: a }), request("urn:a", { hold: b })];
  expect(plan(files, swap).refusals.size).toBe(0);
});

test("what is not known yet fails no guard", () => {
  const files = {
    "clusters/h.yaml": `spec: {usage: ${UNKNOWN}, host: ${UNKNOWN}, port: ${UNKNOWN}}\n`,
  };
  expect(plan(files, [request("urn:v", { hold: guest })]).refusals.size).toBe(0);
  const x = record("x", {}, { forbids: [noGuests, ownPort] });
  expect(plan(files, [request("urn:x", { hold: x })]).refusals.size).toBe(0);
});

test("a file that nobody can read stands against a release, not against others' registrations", () => {
  const files = { ...withHost, "clusters/broken.yaml": "a: [\n" };
  expect(refusalsOf(plan(files, [request("urn:h", { held: host })]), "urn:h")).toEqual([
    expect.stringMatching(/^guard-failed: The file clusters\/broken.yaml is not valid YAML/),
  ]);
  const hold = record("a", {}, { forbids: [ownPort] });
  expect(plan(files, [request("urn:a", { hold })]).refusals.size).toBe(0);
});

test("a star stands for one segment of a path", () => {
  const guard = {
    path: "clusters/*/x.yaml",
    where: { exists: ["a"] },
    when: "hold",
    message: "no",
  } as const;
  const asked = request("urn:a", { hold: record("a", {}, { forbids: [guard] }) });
  expect(
    plan({ "clusters/b/c/x.yaml": "a: 1\n", "clusters/x.yaml": "a: 1\n" }, [asked]).refusals.size,
  ).toBe(0);
  expect(plan({ "clusters/b/x.yaml": "a: 1\n" }, [asked]).refusals.size).toBe(1);
});

describe("in another repository", () => {
  const guard: Guard = {
    repository: "shop/default.project",
    folder: "env",
    where: { equals: { "spec.cluster": "h" } },
    when: "release",
    message: "The environment {metadata.name} still names h.\nRemove it.",
  };
  const held = record("h", {}, { forbids: [guard] });
  const asked = request("urn:h", { held });
  const files = fulfil({}, [request("urn:h", { hold: held })]);

  test("a guard is asked about, and judged", () => {
    const there = {
      "env/e.yaml": "metadata: {name: dev}\nspec: {cluster: h}\n",
      "x.yaml": "a: 1\n",
    };
    expect(neededElsewhere([asked])).toEqual(new Set(["shop/default.project"]));
    expect(neededElsewhere([request("urn:h", { hold: held })])).toEqual(new Set());
    expect(neededPaths(snapshot(there).tree, [asked], "shop/default.project")).toEqual([
      "env/e.yaml",
    ]);
    const others = new Map([["shop/default.project", snapshot(there)]]);
    expect(refusalsOf(plan(files, [asked], { others }), "urn:h")).toEqual([
      "guard-failed: The environment dev still names h.\nRemove it.",
    ]);
    expect(
      plan(files, [asked], { others: new Map([["shop/default.project", snapshot({})]]) }).refusals
        .size,
    ).toBe(0);
  });

  test("that cannot be looked into, the guard fails", () => {
    expect(refusalsOf(plan(files, [asked]), "urn:h")).toEqual([
      expect.stringMatching(/^guard-failed: The repository shop\/default.project cannot be looked/),
    ]);
  });
});

test("a release guard is not asked while a document survives", () => {
  const hold = record("h", { usage: "host", more: true });
  const files = { ...withBoth };
  expect(plan(files, [request("urn:h", { hold, held: host })]).refusals.size).toBe(0);
});

test("what a hundred clusters want to know of each other is asked of each file once", () => {
  const forbids: Guard[] = [
    {
      folder: "clusters",
      where: { equals: { "spec.usage": "host" } },
      when: "hold",
      message: "Cluster {metadata.name} is a host.",
    },
  ];
  const asked = jest.spyOn(predicates, "satisfies");
  try {
    const names = Array.from({ length: 100 }, (_, at) => `c${at}`);
    const { refusals } = plan(
      {},
      names.map((name) => request(`urn:${name}`, { hold: cluster(name, { forbids }) })),
    );
    expect(refusals.size).toBe(0);
    // The records, and the list beside them, which each of the clusters changes.
    expect(asked.mock.calls.length).toBeLessThanOrEqual(2 * names.length + names.length);
  } finally {
    asked.mockRestore();
  }
});
