import { join } from "node:path";

import { recordGit } from "../../config-repo/recorded-git";
import { RepositoryFolder } from "../../support/bare-repository";
import { unformatted, untyped } from "../checked";
import { folders, ran } from "../scripted";
import { productOf, tenantOf } from "./many";

const { make, clear } = folders();
let repositories: RepositoryFolder;
beforeEach(() => {
  repositories = new RepositoryFolder();
});
afterEach(() => repositories.remove());
afterAll(clear);

/** What `--json` prints. */
interface Printed {
  readonly files: Readonly<Record<string, string>>;
  readonly config: readonly { readonly key: string; readonly type: string }[];
  readonly registrations: readonly { readonly name: string; readonly importId: string }[];
  readonly changes: readonly { readonly pattern: string }[];
  readonly notes: readonly { readonly path: string; readonly message: string }[];
  readonly problems: readonly {
    readonly file: string;
    readonly line: number;
    readonly message: string;
  }[];
}

async function imported(...more: readonly string[]): Promise<{ code: number; printed: Printed }> {
  const words = ["-r", "nautes/tenant", "--url", repositories.folder, "--json", ...more];
  const { code, out, err } = await ran(["import", ...words]);
  if (out === "") throw new Error(err);
  return { code, printed: JSON.parse(out) as Printed };
}

const shop = ["--product-repository", "shop/default.project"];
const clusters = "nautes/overlays/production/clusters";

// Generous: 200 clusters are 6,000 files, and the machine may have much else to do.
jest.setTimeout(300_000);

test("200 clusters of all classes and their runtimes are one fetch each repository, a program and an import file", async () => {
  repositories.create("nautes/tenant", tenantOf(200));
  repositories.create("shop/default.project", productOf(20));
  const recorded = recordGit(make());
  try {
    const began = Date.now();
    const { code, printed } = await imported(...shop);
    const seconds = (Date.now() - began) / 1000;
    process.stdout.write(`200 clusters and 20 runtimes are imported in ${seconds} s\n`);
    expect(recorded.commands().filter((command) => command === "git fetch")).toHaveLength(2);
    const { files, registrations, changes, problems } = printed;
    expect([code, changes, problems]).toEqual([0, [], []]);
    const declared = files["index.ts"]?.match(/new nautes\.\w+/g) ?? [];
    expect(countsOf(declared)).toEqual({
      ...{ "new nautes.HostCluster": 40, "new nautes.PhysicalCluster": 80 },
      ...{ "new nautes.VirtualCluster": 80, "new nautes.DeploymentRuntime": 20 },
    });
    expect(registrations).toHaveLength(220);
    const { resources } = JSON.parse(files["import.json"] ?? "") as {
      resources: readonly { name: string; id?: string }[];
    };
    expect(new Set(resources.map(({ name }) => name)).size).toBe(440);
    expect(resources.filter(({ id }) => id !== undefined)).toHaveLength(220);
  } finally {
    recorded.restore();
  }
});

test("programs of all kinds are sound TypeScript and formatted", async () => {
  const programs: Record<string, string> = {};
  repositories.create("nautes/tenant", tenantOf(10));
  const product = repositories.create("shop/default.project", productOf(3));
  programs["pulled.ts"] = (await imported(...shop)).printed.files["index.ts"] ?? "";
  product.commit({ "code-repos/repo-34/repo-34.yaml": null, "envs/env-0.yaml": null }, "Less");
  programs["less.ts"] = (await imported(...shop)).printed.files["index.ts"] ?? "";
  repositories.remove();
  repositories = new RepositoryFolder();
  const tenant = repositories.create("nautes/tenant", tenantOf(10, "push"));
  repositories.create("shop/default.project", productOf(3));
  programs["pushed.ts"] = (await imported(...shop)).printed.files["index.ts"] ?? "";
  const other = tenant
    .text(`${clusters}/pd-0.yaml`)
    .replace("name: external-secrets\n", "name: own\n");
  tenant.commit({ [`${clusters}/h-0.yaml`]: null, [`${clusters}/pd-0.yaml`]: other }, "Less");
  programs["alone.ts"] = (await imported(...shop)).printed.files["index.ts"] ?? "";
  const folder = make();
  expect(untyped(folder, programs)).toBe("");
  expect(unformatted(folder)).toBe("");
  for (const [name, said] of [
    ["pulled.ts", "  hostCluster: h0,\n"],
    ["pulled.ts", "  cluster: vd1,\n"],
    ["less.ts", 'codeRepo: config.require("dr0CodeRepo")'],
    ["pushed.ts", 'const tenant = config.requireObject<nautes.TenantArgs>("tenant");'],
    ["pushed.ts", '  kubeconfig: config.requireSecret("h0Kubeconfig"),\n'],
    ["alone.ts", "/** A host that another program declares. */\nconst h0 = {"],
    ["alone.ts", 'version: config.require("pd0SecretSyncChartVersion")'],
  ] as const)
    expect([name, programs[name]]).toEqual([name, expect.stringContaining(said)]);
  expect(programs["pushed.ts"]).not.toContain("delivery");
});

test("what does not parse, and what no arguments could have made, is named with its line; the rest goes on", async () => {
  const tenant = repositories.create("nautes/tenant", tenantOf(5));
  const path = "runtimes/pd-0-runtime/production/hnc-app.yaml";
  tenant.commit(
    {
      [`${clusters}/pp-0.yaml`]: "kind: Cluster\nspec: [\n",
      [`${clusters}/odd.yaml`]: tenant
        .text(`${clusters}/vd-0.yaml`)
        .replace("name: vd-0", "name: Odd"),
      [path]: `${tenant.text(path)}spec: again\n`,
    },
    "By hand",
  );
  const { code, printed } = await imported();
  expect(code).toBe(1);
  const { problems, registrations, changes } = printed;
  expect(problems.map(({ file, line }) => `${file}:${line}`)).toEqual([
    `nautes/tenant/${clusters}/pp-0.yaml:3`,
    `nautes/tenant/${path}:${tenant.text(path).split("\n").length - 1}`,
    `nautes/tenant/${clusters}/odd.yaml:1`,
  ]);
  expect(problems.map(({ message }) => message).join("\n")).toMatch(
    /is not valid YAML[^]*is not valid YAML[^]*"Odd" is not a name/,
  );
  expect(registrations.map(({ name }) => name).sort()).toEqual(["h-0", "pd-0", "vd-0", "vp-0"]);
  expect(changes).toEqual([]);
  expect(registrations.find(({ name }) => name === "pd-0")?.importId).not.toContain(path);
});

test("a cluster whose files tell another tenant than most is named with what differs", async () => {
  const tenant = repositories.create("nautes/tenant", tenantOf(5));
  const path = "runtimes/pd-0-runtime/initial/overlays/production/cm-nautes.yaml";
  const other = tenant.text(path).replace("vault.example.com", "other.example.com");
  tenant.commit({ [path]: other }, "By hand");
  const { code, printed } = await imported();
  expect([code, printed.notes, printed.changes.map(({ pattern }) => pattern)]).toEqual([
    0,
    [
      {
        path: `${clusters}/pd-0.yaml`,
        message: expect.stringMatching(/^vault\.address of the tenant is other/) as string,
      },
    ],
    ["runtimes/*-runtime/initial/overlays/production/cm-nautes.yaml"],
  ]);
});

test("without clusters there is nothing to write", async () => {
  repositories.create("nautes/tenant", { "README.md": "ours\n" });
  const folder = join(make(), "out");
  const words = ["-r", "nautes/tenant", "--url", repositories.folder, "--out", folder];
  const { code, out, err } = await ran(["import", ...words]);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("There is no cluster and no runtime to import in nautes/tenant");
});

test("a repository that is not there is an error with its code", async () => {
  const { code, err } = await ran(["import", "-r", "no/such", "--url", repositories.folder]);
  expect(code).toBe(1);
  expect(err).toMatch(/no\/such[^]*\[[a-z-]+\]\n$/);
});

test.each<[string, readonly string[]]>([
  ["Which config repo to read is not said", ["--url", "/srv/git"]],
  ["import takes no arguments", ["nautes/tenant"]],
  ["--force overwrites files in the folder of --out", ["--force"]],
  ["--out has no folder", ["--out", ""]],
])("%s", async (message, words) => {
  const { code, err } = await ran(["import", ...words]);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});

test("the help teaches, in lines of a hundred characters at most", async () => {
  const { code, out } = await ran(["import", "--help"]);
  expect(code).toBe(0);
  for (const said of ["--repository", "--product-repository", "--out DIR", "Exit codes: 0"])
    expect(out).toContain(said);
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});

test("files are written for a project, and what to do with them is said", async () => {
  repositories.create("nautes/tenant", tenantOf(5));
  const folder = join(make(), "clusters");
  const words = ["-r", "nautes/tenant", "--url", repositories.folder, "--out", folder];
  const { code, out } = await ran(["import", ...words]);
  expect(code).toBe(0);
  expect(out).toContain("Found: 1 HostCluster, 2 PhysicalCluster, 2 VirtualCluster.");
  expect(out).toContain("pulumi import --file import.json");
  expect(out).toContain(`${folder}/index.ts, ${folder}/import.json`);
  const again = await ran(["import", ...words]);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining("overwrite with --force")]);
});

test("kubeconfigs that push needs are asked for, and stand nowhere", async () => {
  repositories.create("nautes/tenant", tenantOf(5, "push"));
  const { printed } = await imported();
  expect(printed.config.map(({ key, type }) => `${key} ${type}`)).toEqual(
    ["h0", "pd0", "pp0"].map((name) => `${name}Kubeconfig secret`),
  );
  expect(JSON.stringify(printed)).not.toMatch(/not-known|clusters: \[/);
});

function countsOf(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
