import { argsFromCliFile } from "../../components/requests";
import { indented } from "./lines";
import { kubeconfig } from "./expected/common";
import { refusal } from "./refusal";

const cluster = [
  "apiVersion: nautes.resource.nautes.io/v1alpha1",
  "kind: Cluster",
  "spec:",
  "  name: host-cluster",
  "  apiServer: https://203.0.113.5:6443",
  "  clusterKind: kubernetes",
  "  clusterType: physical",
  "  usage: host",
  "  componentsList:",
  "    gateway: { name: traefik, namespace: traefik, additions: { httpsNodePort: 30443 } }",
  "  kubeconfig: |",
  ...indented(kubeconfig.trimEnd(), 4),
];
const virtual = [
  "kind: Cluster",
  "spec: # in the host below",
  "  name: v1",
  "  apiServer: https://203.0.113.5:31456",
  "  clusterKind: kubernetes",
  "  clusterType: virtual",
  "  usage: worker",
  "  workerType: deployment",
  "  hostCluster: host-cluster",
  "  vcluster:",
  "    httpsNodePort: '31456'",
];
const runtime = [
  "kind: DeploymentRuntime",
  "spec:",
  "  name: dr-demo",
  "  account: dr-demo-sa",
  "  product: demo",
  "  projectsRef: [project-demo]",
  "  manifestsource:",
  "    codeRepo: coderepo-deploy",
  "    targetRevision: main",
  "    path: deployments/test",
  "  destination:",
  "    environment: env-test",
  "    namespaces: [deployment-test]",
];
const others = [
  [
    "kind: CodeRepoBinding",
    "spec: { name: binding, product: demo, coderepo: coderepo-deploy, permissions: readonly }",
  ],
  [
    "kind: CodeRepo",
    "spec: { name: coderepo-deploy, product: demo, git: { gitlab: { visibility: private } } }",
  ],
  ["kind: Project", "spec: { name: project-demo, product: demo, language: java }"],
  ["kind: Product", "spec: { name: demo, git: { gitlab: { visibility: public } } }"],
  ["kind: Environment", "spec: { name: env-test, product: demo, cluster: v1, envType: test }"],
  ["kind: ProjectPipelineRuntime", "spec: { name: pr-demo, product: demo }"],
  ["kind: ConfigMap", "metadata: { name: other }"],
];

function file(...documents: readonly (readonly string[])[]): string {
  return documents.map((lines) => lines.join("\n")).join("\n---\n");
}

test("a file is taken apart in the order in which it would be applied", () => {
  const found = argsFromCliFile(file(runtime, ...others, virtual, cluster));
  expect(found.clusters.map(({ kind, args, line }) => [kind, args.clusterName, line])).toEqual([
    ["HostCluster", "host-cluster", 48],
    ["VirtualCluster", "v1", 36],
  ]);
  expect(found.runtimes).toHaveLength(1);
  expect(found.others.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "ConfigMap ",
    "Product demo",
    "Environment env-test",
    "Project project-demo",
    "CodeRepo coderepo-deploy",
    "CodeRepoBinding binding",
    "ProjectPipelineRuntime pr-demo",
  ]);
  for (const { kind, message } of found.others)
    expect(message).toMatch(new RegExp(`^${kind} .*\\.$`));
});

test("clusters become arguments, as those of requests do", () => {
  const { clusters } = argsFromCliFile(file(cluster, virtual));
  expect(clusters.map(({ args }) => args)).toEqual([
    {
      clusterName: "host-cluster",
      kubeconfig,
      apiServer: "https://203.0.113.5:6443",
      components: { gateway: { additions: { httpsNodePort: "30443" } } },
      delivery: "pull",
    },
    {
      clusterName: "v1",
      workerType: "deployment",
      hostCluster: { clusterName: "host-cluster" },
      httpsNodePort: 31456,
      apiServer: "https://203.0.113.5:31456",
      delivery: "pull",
    },
  ]);
});

test("a runtime gets its cluster from the environment in the same file", () => {
  const args = {
    runtimeName: "dr-demo",
    product: "demo",
    account: "dr-demo-sa",
    projects: ["project-demo"],
    manifestSource: {
      codeRepo: "coderepo-deploy",
      targetRevision: "main",
      path: "deployments/test",
    },
    destination: { environment: "env-test", namespaces: ["deployment-test"] },
    delivery: "pull",
  };
  expect(argsFromCliFile(file(runtime)).runtimes[0]?.args).toEqual(args);
  expect(argsFromCliFile(file(...others, runtime)).runtimes[0]?.args).toEqual({
    ...args,
    cluster: { clusterName: "v1" },
    environment: { type: "test" },
  });
});

test("all problems of all documents are told at once, each with its line in the file", () => {
  const text = file(
    [...virtual.slice(0, -1), "    httpsNodePort: 99999", "  colour: red"],
    [...runtime.slice(0, 4), "  product: demo", "  destination: {}"],
    ["kind: Custer", "spec: {}"],
    ["kind: Cluster", "metadata: { name: x }", "spec: {}"],
  );
  const { message } = refusal(() => argsFromCliFile(text, { line: 101 }));
  expect(message.split("\n")).toEqual([
    "The file has 6 problems.",
    expect.stringMatching(/^ {2}line 112, spec\.colour: is not a field/),
    expect.stringMatching(/^ {2}line 111, spec\.vcluster\.httpsNodePort: 99999 cannot be/),
    expect.stringMatching(/^ {2}line 115, spec\.manifest_source: is missing/),
    expect.stringMatching(/^ {2}line 119, spec\.destination\.environment: is missing/),
    expect.stringMatching(/^ {2}line 121, kind: "Custer" .*did you mean Cluster\?/),
    expect.stringMatching(/^ {2}line 125, metadata: belongs to a file of a config repo/),
  ]);
});
