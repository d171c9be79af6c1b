import { readdirSync } from "node:fs";
import { join } from "node:path";

import { expectReadable } from "../bad-input/sentence";
import { physical, virtual } from "../requests/broken/good";
import { folders, ran, saving } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

/** What is wrong, the file, what it holds, the line and field that are named, and what is said. */
type Row = readonly [what: string, file: string, text: string, place: string, says: RegExp];

const template = '{"api_server": "https://$ip:6443", "cluster_type": "$type", "usage": "worker"}';
const runtime =
  "curl -X POST https://n.example.com/api/v1/products/shop/deploymentruntimes/dr -d '{}'";
const rows: readonly Row[] = [
  ["nothing", "a.sh", "", "1: ", /holds no request/],
  ["prose", "a.md", "How to register\na cluster.\n", "1: ", /holds no request/],
  ["a script without requests", "a.sh", "curl https://example.com\n", "1: ", /holds no request/],
  ["only a delete", "a.sh", "curl -X DELETE https://n/api/v1/clusters/a\n", "1: ", /no program/],
  [
    "a field that nobody knows",
    "a.sh",
    saving("a", physical.replace('"usage"', '"usages"')),
    "5: usages",
    /did you mean usage/,
  ],
  [
    "a value that is none",
    "a.sh",
    saving("a", physical.replace('"worker"', '"master"')),
    "5: usage",
    /must be/,
  ],
  [
    "a cluster without host",
    "a.sh",
    saving("a", virtual.replace('"host_cluster": "the-host",', "")),
    ": host_cluster",
    /is missing/,
  ],
  ["a body without end", "a.sh", saving("a", '{ "usage": "host"'), "1: ", /has no end/],
  [
    "a body that is left out",
    "a.sh",
    "curl -X POST https://n/api/v1/clusters/a\n",
    "1: ",
    /without a body/,
  ],
  [
    "a body in a file that is not there",
    "a.sh",
    "\ncurl https://n/api/v1/clusters/a -d @b.json\n",
    "2: ",
    /which is not there/,
  ],
  [
    "a body with parts left out",
    "a.sh",
    saving("a", '{\n"usage": "host",\n...\n}'),
    "3: ",
    /is left out here/,
  ],
  ["a body without a name", "a.json", physical, "1: cluster_name", /is missing/],
  ["JSON without end", "a.json", '{\n"usage": "host"\n', "1: ", /has no end/],
  ["a list", "a.json", "[1]", "1: ", /not a JSON object/],
  ["a name that is none", "a.sh", saving("A_B", physical), "1: cluster_name", /is not a name/],
  [
    "a template that is not decided",
    "a.sh",
    `\n${saving("a", template)}`,
    "2: cluster_type",
    /--set 'type@2=VALUE'/,
  ],
  [
    "a secret where names are",
    "a.sh",
    saving("$api_token", physical),
    "1: url",
    /a secret by its name/,
  ],
  [
    "a kubeconfig without current-context",
    "a.sh",
    saving("a", physical.replace("current-context: x\\n", "")),
    "24: kubeconfig",
    /has no current-context; choose one with `kubectl config use-context`/,
  ],
  ["a runtime without anything", "a.sh", runtime, "1: manifest_source", /is missing/],
  ["YAML that is none", "a.yaml", "kind: Cluster\nspec: [a\n", "3: ", /not valid YAML/],
  [
    "YAML of something else",
    "a.yaml",
    "kind: Clusters\nspec: {}\n",
    "1: kind",
    /did you mean Cluster/,
  ],
  [
    "a file of a config repo",
    "a.yml",
    "kind: Cluster\nmetadata: { name: a }\nspec: {}\n",
    "2: metadata",
    /config repo/,
  ],
  [
    "YAML whose variable decides",
    "a.yaml",
    "kind: Cluster\nspec:\n  name: a\n  usage: $usage\n",
    "4: spec.usage",
    /--set 'usage=VALUE'/,
  ],
  [
    "a host that is a worker",
    "a.sh",
    saving("the-host", physical) + saving("a", virtual),
    ": host_cluster",
    /PhysicalCluster/,
  ],
];

test.each(rows)("is refused, and nothing written: %s", async (_, name, text, place, says) => {
  const folder = make({ [name]: text });
  const out = join(folder, "out");
  const { code, out: said, err } = await ran(["convert", join(folder, name), "--out", out]);
  expect([code, said]).toEqual([1, ""]);
  expectReadable(err, place, says);
  expect(err).toContain(`${join(folder, name)}:`);
  expect(err).toMatch(/\d+ problems?; nothing was written\.\n$/);
  expect(readdirSync(folder)).toEqual([name]);
});

test("all problems of all files are said at once, also as JSON", async () => {
  const bad = saving("a", '{ "usage": "host" }');
  const folder = make({ "a.sh": bad, "b.sh": bad });
  const files = ["a.sh", "b.sh"].map((name) => join(folder, name));
  const { code, out, err } = await ran(["convert", ...files, "--json"]);
  const { problems, files: written } = JSON.parse(out) as {
    problems: readonly { file: string; line: number; path: string; message: string }[];
    files: object;
  };
  expect([code, err, written]).toEqual([1, "", {}]);
  expect(problems.map(({ file, path }) => [file, path])).toContainEqual([files[0], "cluster_type"]);
  expect(problems.map(({ file, path }) => [file, path])).toContainEqual([files[1], "cluster_type"]);
});
