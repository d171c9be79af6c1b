import { readdirSync } from "node:fs";
import { join } from "node:path";

import { requestsIn } from "../../components/requests";
import { documentNames, documentText } from "../requests/documents";
import type { DocumentName } from "../requests/documents";
import { unformatted, untyped } from "./checked";
import { folders, ran, saving } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

/** Values of the variables that decide what templates declare, by the lines of their requests. */
function decisions(document: DocumentName): readonly string[] {
  const templates = requestsIn(documentText(document)).filter(
    ({ means, body }) => means.of === "cluster" && /usage"?: *\$/.test(body ?? ""),
  );
  return templates.flatMap(({ line, body = "" }, index) => {
    const at = `@${line}`;
    const type = ["physical", "physical", "virtual"][index] ?? "";
    const usage = ["worker", "host", "worker"][index] ?? "";
    const worker = /"worker_type"[^$]*\$(worker[-_]type)/.exec(body)?.[1];
    const separator = body.includes("$cluster_type") ? "_" : "-";
    return [
      `--set=cluster${separator}type${at}=${type}`,
      `--set=usage${at}=${usage}`,
      ...(worker === undefined ? [] : [`--set=${worker}${at}=deployment`]),
    ];
  });
}

const documents = make(
  Object.fromEntries(documentNames.map((name) => [`${name}.sh`, documentText(name)])),
);
const cli = `kind: Cluster
spec:
  name: pd
  apiServer: https://$ip:6443
  clusterType: physical
  usage: worker
  workerType: deployment
  kubeconfig: $kubeconfig
---
kind: Environment
spec: { name: env-test, product: demo, cluster: pd, envType: test }
---
kind: DeploymentRuntime
spec:
  name: dr-demo
  product: demo
  projectsRef: [project-demo]
  manifestsource: { codeRepo: deploy, targetRevision: main, path: deployments/test }
  destination: { environment: env-test, namespaces: [deployment-test] }
`;

/** Names that no constant can have. */
const oddNames = ["new", "1a", "tenant", "config", "a".repeat(30)];

function hostAndVirtual(name: string, index: number): string {
  const { host, virtual } = {
    host: { ...body("physical", "host"), components_list: { gateway: { additions: odd } } },
    virtual: {
      ...body("virtual", "worker"),
      worker_type: "deployment",
      host_cluster: name,
      vcluster: { https_node_port: String(31000 + index) },
    },
  };
  return (
    saving(name, JSON.stringify(host)) + saving(`v${name.slice(0, 20)}`, JSON.stringify(virtual))
  );
}

function body(type: string, usage: string) {
  return { api_server: "https://$ip:6443", cluster_type: type, usage };
}

const odd = { password: "x", httpNodePort: "$port", link: "a\\`b ${c} $api_token" };

/** Name of a program → how it is asked for. */
const programs: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    documentNames.map((name) => [
      `${name}.ts`,
      [join(documents, `${name}.sh`), ...decisions(name)],
    ]),
  ),
  "examples-by-push.ts": [
    ...documentNames.map((name) => join(documents, `${name}.sh`)),
    ...["--skip-undecided", "--delivery=push"],
  ],
  "cli.ts": [join(make({ "all.yaml": cli }), "all.yaml")],
  "odd.ts": [join(make({ "odd.sh": oddNames.map(hostAndVirtual).join("") }), "odd.sh")],
};
const written: Record<string, string> = {};

beforeAll(async () => {
  for (const [name, args] of Object.entries(programs)) {
    const { code, out, err } = await ran(["convert", ...args]);
    expect([name, code, code === 0 ? "" : err]).toEqual([name, 0, ""]);
    written[name] = out;
  }
});

test("all programs are sound TypeScript and formatted", () => {
  const folder = make();
  expect(untyped(folder, written)).toBe("");
  expect(unformatted(folder)).toBe("");
}, 240_000);

test("each cluster and runtime is a resource, hosts before what is in them", () => {
  const v04 = written["v0.4.ts"] ?? "";
  expect(v04.match(/new nautes\.\w+/g)).toEqual([
    ...["new nautes.HostCluster", "new nautes.HostCluster"],
    ...["new nautes.PhysicalCluster", "new nautes.PhysicalCluster", "new nautes.PhysicalCluster"],
    ...["new nautes.VirtualCluster", "new nautes.VirtualCluster", "new nautes.VirtualCluster"],
  ]);
  expect(v04).toContain('const clusterHost = new nautes.HostCluster("cluster-host", {');
  expect(v04.match(/hostCluster: clusterHost,/g)).toHaveLength(2);
  expect(v04.match(/const tenant = /g)).toHaveLength(1);
});

test("variables are values of the configuration, under names of their own in each template", () => {
  const v04 = written["v0.4.ts"] ?? "";
  for (const said of [
    'new nautes.PhysicalCluster(config.require("physicalClusterName"), {',
    "primaryDomain: `${virtualClusterIp}.nip.io`,",
    'kubeconfig: config.requireSecret("hostKubeconfig"),',
    'httpsNodePort: config.requireNumber("apiServerPort"),',
    "[physicalProductName]: [",
  ])
    expect(v04).toContain(said);
  for (const text of Object.values(written))
    expect(text).not.toMatch(/specimen|192\.0\.2|\$cluster/);
});

test("a runtime of a file names its cluster by its constant, one of a request by its environment", () => {
  expect(written["cli.ts"]).toContain("  cluster: pd,\n");
  expect(written["cli.ts"]).toContain("apiServer: `https://${ip}:6443`,");
  expect(written["runtimes.ts"]).toContain(
    '  cluster: { clusterName: config.require("envDevCluster") },\n',
  );
});

test("by push nothing says so, and a host of another program has its kubeconfig", () => {
  const pushed = written["examples-by-push.ts"] ?? "";
  expect(pushed).not.toContain("delivery");
  expect(written["v0.4.ts"]).toContain('delivery: "pull",');
});

const seeds = process.env["SEEDS_DIR"];
(seeds === undefined ? test.skip : test)(
  "the documents in SEEDS_DIR are converted, prose and all: 46 requests, and all that are decided",
  async () => {
    const folder = seeds ?? "";
    const files = readdirSync(folder).map((name) => join(folder, name));
    const { code, out } = await ran(["convert", ...files, "--skip-undecided", "--json"]);
    expect(code).toBe(0);
    const result = JSON.parse(out) as {
      files: Record<string, string>;
      requests: readonly { becomes: string }[];
    };
    expect(result.requests).toHaveLength(46);
    const place = make();
    expect(untyped(place, { "index.ts": result.files["index.ts"] ?? "" })).toBe("");
    expect(unformatted(place)).toBe("");
  },
  240_000,
);
