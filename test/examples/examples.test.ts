import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BareRepository, Files } from "../support/bare-repository";
import { RepositoryFolder } from "../support/bare-repository";
import { packageRoot } from "../support/plugin";
import { ExamplesCopy } from "./examples-copy";

let examples: ExamplesCopy;
let server: RepositoryFolder;
let tenant: BareRepository;

beforeEach(() => {
  examples = new ExamplesCopy();
  server = new RepositoryFolder();
  tenant = server.create("nautes/tenant");
});
afterEach(() => {
  examples.remove();
  server.remove();
});

/** Runs previews, updates and destroys, and looks that nothing is left. */
async function comeAndGo(projects: readonly string[], registered: () => void): Promise<void> {
  const before = tenant.treeId();
  for (const project of projects) {
    const head = tenant.head();
    await examples.pulumi(project, "preview", "--diff");
    expect(tenant.head()).toBe(head);
    await examples.pulumi(project, "up", "--yes", "--skip-preview", "--parallel", "64");
  }
  registered();
  for (const project of [...projects].reverse()) {
    await examples.pulumi(project, "destroy", "--yes", "--skip-preview");
  }
  expect(tenant.treeId()).toBe(before);
}

/** The names of the registered clusters. */
function clusters(): string[] {
  const folder = "nautes/overlays/production/clusters/";
  return tenant
    .paths()
    .filter((path) => path.startsWith(folder) && !path.endsWith("kustomization.yaml"))
    .map((path) => path.slice(folder.length, -".yaml".length));
}

test.each(["examples/quickstart", "."])("the quickstart in %s comes and goes", async (project) => {
  const product = server.create("shop/default.project", filesBelow("sandbox/demo/product"));
  const before = product.treeId();
  await examples.stack(project, server.folder);
  await comeAndGo([project], () => {
    expect(clusters()).toEqual(["h", "pd", "pp", "vd", "vp"]);
    expect(product.changed()).toEqual(["production/kustomization.yaml", "runtimes/dr-dev.yaml"]);
    expect(tenant.subjects()).toHaveLength(3);
  });
  expect(product.treeId()).toBe(before);
});

test("fifty clusters come in few commits, and go", async () => {
  await examples.stack("examples/fifty-clusters", server.folder);
  await comeAndGo(["examples/fifty-clusters"], () => {
    expect(clusters()).toHaveLength(50);
    expect(tenant.subjects().length).toBeLessThanOrEqual(20);
  });
});

test("two stacks: the virtual cluster finds its host through a stack reference", async () => {
  const [host, virtual] = ["examples/two-stacks/host", "examples/two-stacks/virtual"] as const;
  await examples.stack(host, server.folder);
  await examples.stack(virtual, server.folder);
  const reference = "organization/two-stacks-host/dev";
  await examples.pulumi(virtual, "config", "set", "hostStack", reference);
  await comeAndGo([host, virtual], () => expect(clusters()).toEqual(["h", "vd"]));
});

test("automation-api: a program of one's own previews, writes and destroys", async () => {
  const before = tenant.treeId();
  const state = mkdtempSync(join(tmpdir(), "nautes-state-"));
  function run(action: string): Promise<string> {
    const tsNode = ["node_modules/ts-node/dist/bin.js", "--transpile-only"];
    const args = [...tsNode, "examples/automation-api", action, server.folder, state];
    return examples.run(".", process.execPath, ...args);
  }
  try {
    expect(await run("preview")).toContain("edge-1");
    expect(tenant.treeId()).toBe(before);
    await run("up");
    expect(clusters()).toEqual(["edge-1", "edge-2"]);
    await run("destroy");
    expect(tenant.treeId()).toBe(before);
  } finally {
    rmSync(state, { recursive: true });
  }
});

function filesBelow(folder: string): Files {
  const at = join(packageRoot, folder);
  const paths = readdirSync(at, { recursive: true }).map(String);
  const files = paths.filter((path) => statSync(join(at, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(at, path), "utf8")]));
}
