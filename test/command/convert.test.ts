import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { physical, virtual } from "../requests/broken/good";
import { unformatted, untyped } from "./checked";
import { folders, ran, saving } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

const script = saving("pd", physical);
const names = ["Pulumi.yaml", "index.ts", "package.json", "tsconfig.json"];

test("with --out a whole project is written, and the report says what is to be done", async () => {
  const folder = make({ "a.sh": `${script}curl -X DELETE https://n/api/v1/clusters/old\n` });
  const out = join(folder, "deep", "clusters");
  const { code, out: said, err } = await ran(["convert", join(folder, "a.sh"), "--out", out]);
  expect([code, err]).toEqual([0, ""]);
  expect(readdirSync(out).sort()).toEqual(names);
  expect(readdirSync(join(folder, "deep"))).toEqual(["clusters"]);
  expect(unformatted(out)).toBe("");
  const program = readFileSync(join(out, "index.ts"), "utf8");
  expect(untyped(out, { "index.ts": program })).toBe("");
  expect(readFileSync(join(out, "Pulumi.yaml"), "utf8")).toMatch(/^name: clusters\n/);
  for (const line of [
    "What becomes of 2 requests:",
    ": save cluster pd: It is a PhysicalCluster of the program",
    ": delete cluster old: Take the cluster out of the program",
    "  pulumi config set --path tenant.name\n",
    "  pulumi config set --secret pdKubeconfig  # kubeconfig, ",
    `Written: ${out}/index.ts, `,
  ])
    expect(said).toContain(line);
}, 120_000);

test("without --out the program alone is on the standard output", async () => {
  const { code, out, err } = await ran(["convert", "-"], { input: script });
  expect(code).toBe(0);
  expect(out).toMatch(/^import \* as nautes from "pulumi-nautes";\n/);
  expect(out).toContain('new nautes.PhysicalCluster("pd", {');
  expect(err).toContain("-:1: save cluster pd: ");
});

test("files that are there are kept, and with --force overwritten; others stay", async () => {
  const folder = make({ "a.sh": script });
  const out = join(folder, "out");
  mkdirSync(out);
  for (const name of ["index.ts", "mine.txt"]) writeFileSync(join(out, name), "mine");
  const args = ["convert", join(folder, "a.sh"), "--out", out];
  const refused = await ran(args);
  expect([refused.code, refused.out]).toEqual([2, ""]);
  expect(refused.err).toMatch(
    /^There is index\.ts in .* already; .* --force\. Nothing was written\.\n/,
  );
  expect(readdirSync(out).sort()).toEqual(["index.ts", "mine.txt"]);
  expect((await ran([...args, "--force"])).code).toBe(0);
  expect(readFileSync(join(out, "index.ts"), "utf8")).toContain("PhysicalCluster");
  expect(readFileSync(join(out, "mine.txt"), "utf8")).toBe("mine");
  expect(readdirSync(folder).sort()).toEqual(["a.sh", "out"]);
});

test("a folder that cannot be written is named, and nothing is left", async () => {
  const folder = make({ "a.sh": script, file: "" });
  const { code, err } = await ran([
    "convert",
    join(folder, "a.sh"),
    "-o",
    join(folder, "file", "x"),
  ]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /cannot be written \(\w+\); choose a folder that can\. Nothing was written\./,
  );
  expect(readdirSync(folder).sort()).toEqual(["a.sh", "file"]);
});

test("--json gives the files, the configuration and the requests with their notes", async () => {
  const { code, out, err } = await ran(["convert", "-", "--json"], { input: script });
  const result = JSON.parse(out) as Record<string, unknown>;
  expect([code, err]).toEqual([0, ""]);
  expect(Object.keys(result)).toEqual([
    "out",
    "files",
    "config",
    "commands",
    "requests",
    "problems",
  ]);
  expect(Object.keys(result["files"] as object).sort()).toEqual(names);
  expect(result["config"]).toEqual([
    { key: "pdKubeconfig", type: "secret", what: "kubeconfig, -:1" },
  ]);
  expect(result["requests"]).toEqual([
    expect.objectContaining({ file: "-", line: 1, action: "save", of: "cluster", name: "pd" }),
  ]);
});

test("of a cluster that is saved twice the last request counts, and the report says so", async () => {
  const changed = saving("pd", physical.replace("203.0.113.5", "203.0.113.6"));
  const { out, err } = await ran(["convert", "-"], { input: script + changed });
  expect(out.match(/new nautes/g)).toHaveLength(1);
  expect(out).toContain("https://203.0.113.6:6443");
  expect(err).toMatch(/-:1: save cluster pd: It is saved again at -:\d+, and only that counts\./);
});

test("the body of a request may be in a file beside the script, or by itself with --set for its name", async () => {
  const folder = make({
    "a.sh": "curl -X POST https://n/api/v1/clusters/pd -d @body.json\n",
    "body.json": physical,
  });
  const ofScript = await ran(["convert", join(folder, "a.sh")]);
  const ofBody = await ran(["convert", join(folder, "body.json"), "--set", "cluster_name=pd"]);
  expect([ofScript.code, ofBody.code]).toEqual([0, 0]);
  expect(ofBody.out).toBe(ofScript.out);
});

test("a host of another program is a constant, its values are configuration", async () => {
  const { out } = await ran(["convert", "-", "--delivery", "push"], {
    input: saving("v", virtual),
  });
  expect(out).toContain(
    'const theHost = {\n  clusterName: "the-host",\n  apiServer: config.require("theHostApiServer"),\n' +
      '  gatewayHttpsNodePort: config.requireNumber("theHostGatewayHttpsNodePort"),\n' +
      '  kubeconfig: config.requireSecret("theHostKubeconfig"),\n};\n',
  );
  expect(out).toContain("  hostCluster: theHost,\n");
});

test("two products' runtimes of one name are two resources", async () => {
  const body =
    '{"manifest_source": {"code_repo": "r", "target_revision": "main", "path": "p"}, "destination": {"environment": "test", "namespaces": ["n"]}}';
  const input = ["a", "b"]
    .map((p) => `curl -X POST https://n/api/v1/products/${p}/deploymentruntimes/dr -d '${body}'\n`)
    .join("");
  const { out } = await ran(["convert", "-"], { input });
  expect(out).toContain('new nautes.DeploymentRuntime("a-dr", {\n  runtimeName: "dr",\n');
  expect(out).toContain('new nautes.DeploymentRuntime("b-dr", {\n  runtimeName: "dr",\n');
  expect(out).not.toContain("tenant");
});

test("progress shows only where somebody watches, and is wiped out", async () => {
  const args = ["convert", "-", "--json"];
  expect((await ran(args, { input: script })).err).toBe("");
  const { err } = await ran(args, { input: script, watched: true });
  expect(err).toMatch(/Reading a file …/);
  expect(err.endsWith("\r\u001b[K")).toBe(true);
});

test.each([
  ["an option that is none", ["a.sh", "--forse"], /There is no option --forse; give one of/],
  ["no file", [], /There is no file to convert/],
  ["a file that is not there", ["/nowhere/at/all"], /cannot be read \(ENOENT\); name a file/],
  ["--force alone", ["-", "--force"], /give --out DIR, too/],
  ["a delivery that is none", ["-", "--delivery=mail"], /pull or push/],
  ["a value without a name", ["-", "--set", "glpat-canary"], /NAME=VALUE/],
  ["a value of no variable", ["-", "--set", "colour=red"], /no variable colour in these files/],
  ["a project that is none", ["-", "--project", "a b"], /is not a name/],
  ["an option without value", ["-", "--out"], /lacks its value/],
] as const)("wrong usage is told apart: %s", async (_, args, says) => {
  const { code, out, err } = await ran(["convert", ...args], { input: script });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(says);
  expect(err).toMatch(/\nSee how it is used: npx pulumi-nautes convert --help\n$/);
  expect(err).not.toContain("canary");
  expect(existsSync("index.ts")).toBe(false);
});
