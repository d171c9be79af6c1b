import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import {
  InvalidRequest,
  fillRequest,
  requestVariables,
  requestsIn,
} from "../../components/requests";
import { documentNames, documentText, inShort, requestOf, translated } from "./documents";
import { ofRuntimes, ofV04 } from "./expected/newest";
import { ofV02, ofV03 } from "./expected/older";
import { refusal } from "./refusal";
import { templates } from "./templates";

const clusters = [
  "curl save cluster $cluster-name",
  "curl save cluster physical-worker-pipeline",
  "curl save cluster physical-worker-deployment",
  "curl save cluster $cluster-name",
  "curl save cluster cluster-host",
  "curl save cluster $cluster-name",
  "curl save cluster virtual-worker-pipeline",
  "curl save cluster virtual-worker-deployment",
  "curl delete cluster $cluster-name",
  "curl delete cluster physical-worker-deployment",
  "curl delete cluster virtual-worker-pipeline",
  "curl delete cluster cluster-host",
];
const expected = [...ofV02, ...ofV03, ...ofV04, ...ofRuntimes];
const aRuntime = "runtime $product-name $deploymentruntime-name";
const found: Record<(typeof documentNames)[number], readonly string[]> = {
  "v0.2-quickstart": [
    "curl save cluster cluster-physical-demo",
    "curl save cluster cluster-host-demo",
    "curl save cluster cluster-virtual-demo",
  ],
  "v0.2": [
    "curl save cluster $cluster_name",
    "curl save cluster cluster-physical",
    "curl save cluster $cluster_name",
    "curl save cluster cluster-host",
    "curl save cluster $cluster_name",
    "curl save cluster cluster-virtual",
    "curl delete cluster $cluster_name",
    "curl delete cluster cluster-physical",
    "curl delete cluster cluster-virtual",
    "curl delete cluster cluster-host",
  ],
  "v0.3": clusters,
  "v0.4": clusters,
  runtimes: [
    `curl save ${aRuntime}`,
    "curl save runtime nautes-labs dr-dev",
    `curl delete ${aRuntime}`,
    "curl delete runtime nautes-labs dr-dev",
    "curl list runtime $product-name",
    "curl list runtime nautes-labs",
    `curl get ${aRuntime}`,
    "curl get runtime nautes-labs dr-dev",
    "curl save runtime nautes-labs dr-demo",
  ],
};

test.each(documentNames)("all requests of a document are found, and nothing else: %s", (name) => {
  const text = documentText(name);
  const requests = requestsIn(text);
  expect(requests.map(inShort)).toEqual(found[name]);
  const lines = text.split("\n");
  for (const { line, bodyLine, body } of requests) {
    expect(lines[line - 1]).toMatch(/^ *curl -X/);
    if (body !== undefined) expect(lines[(bodyLine ?? 0) - 1]).toMatch(/-d '\{$/);
  }
});

test("the documents have 46 requests, 15 of them to be taken as they are", () => {
  expect(Object.values(found).flat()).toHaveLength(46);
  expect(expected).toHaveLength(15);
});

test.each(expected.map((one) => [one.from.join(" request "), one] as const))(
  "%s gives its arguments, and notes on what is otherwise",
  (_, { from, kind, args, notes }) => {
    const result = translated(requestOf(...from));
    expect({ kind: result.kind, args: result.args }).toEqual({ kind, args });
    expect(result.notes.map((note) => `${note.kind} ${note.path}`)).toEqual(notes);
  },
);

test("each note has the line that its field is in, and is a sentence", () => {
  for (const { from } of expected) {
    const lines = documentText(from[0]).split("\n");
    for (const { path, line, message } of translated(requestOf(...from)).notes) {
      expect(message).toMatch(/^[^A-Z].*\.$/);
      const field =
        path
          .replace(/\[\d+\]/g, "")
          .split(".")
          .at(-1) ?? "";
      // What is said of the whole request stands where that begins.
      const isInUrl = ["delivery", "worker_type", "insecure_skip_check"].includes(field);
      expect(lines[(line ?? 0) - 1]).toContain(isInUrl ? "-d '{" : `"${field}"`);
    }
  }
});

describe.each(templates)("template $from", ({ from, variables, values, kind, name }) => {
  const request = requestOf(...from);

  test("names its variables, and says which hold secrets", () => {
    const names = requestVariables(request.body ?? "", { url: request.url });
    expect(names.map((one) => (one.secret ? `${one.name} (secret)` : one.name))).toEqual(variables);
  });

  test("is refused with each of them, in the line of its first place", () => {
    const { problems, message } = refusal(() => translated(request));
    expect(problems).toHaveLength(variables.length);
    expect(message).toMatch(/^The request for .* has \d+ problems?\.\n/);
    for (const problem of problems) {
      expect(problem.message).toMatch(
        /^is a template with the variable .*; put its value there\.$/,
      );
      expect(problem.line).toBeGreaterThanOrEqual(request.bodyLine ?? Infinity);
    }
  });

  test("is accepted once they have values", () => {
    const url = request.url?.replace(/\$cluster[-_]name/, "c").replace(/\$[\w-]+/g, "r");
    const body = fillRequest(request.body ?? "", values);
    const result = translated({ ...request, ...(url === undefined ? {} : { url }) }, body);
    expect(result.kind).toBe(kind);
    expect("clusterName" in result.args ? result.args.clusterName : result.args.runtimeName).toBe(
      name,
    );
    expect(JSON.stringify(result.args)).not.toMatch(/\$|xxx/);
  });
});

test("what deletes and reads is told what takes its place", () => {
  const meanings = documentNames
    .flatMap((name) => requestsIn(documentText(name)))
    .filter(({ means }) => means.action !== "save")
    .map(({ means }) => means.becomes);
  expect(meanings).toHaveLength(4 + 4 + 4 + 6);
  expect(new Set(meanings)).toEqual(
    new Set([
      "Take the cluster out of the program and run `pulumi up`, or run `pulumi destroy`.",
      "Take the runtime out of the program and run `pulumi up`, or run `pulumi destroy`.",
      "Call the function listDeploymentRuntimes.",
      "Read the outputs of the runtime's component, or call the function getDeploymentRuntime.",
    ]),
  );
});

const seeds = process.env["SEEDS_DIR"];
(seeds === undefined ? test.skip : test)("the documents in SEEDS_DIR have 46 requests", () => {
  const folder = seeds ?? "";
  const outcomes = readdirSync(folder)
    .sort()
    .flatMap((file) => requestsIn(readFileSync(join(folder, file), "utf8")))
    .map((request) => {
      if (request.means.action !== "save") return request.means.action;
      const variables = requestVariables(request.body ?? "", { url: request.url });
      try {
        return translated(request).kind;
      } catch (error) {
        if (!(error instanceof InvalidRequest) || variables.length === 0) throw error;
        return "template";
      }
    });
  expect(outcomes).toHaveLength(46);
  expect(Object.entries(tally(outcomes)).sort()).toEqual(
    Object.entries({
      PhysicalCluster: 5,
      HostCluster: 3,
      VirtualCluster: 5,
      DeploymentRuntime: 2,
      template: 13,
      delete: 14,
      list: 2,
      get: 2,
    }).sort(),
  );
});

function tally(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
