import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Started } from "../../sandbox/process";
import type { Vault } from "../../sandbox/vault/vault";
import { startVault } from "../../sandbox/vault/vault";
import type { PulumiProject, Ran } from "../support/pulumi-project";
import { pulumiProject } from "../support/pulumi-project";
import { canary, dataPath, kubeconfig } from "./credentials";

const started = new Started();
const folder = mkdtempSync(join(tmpdir(), "nautes-credential-engine-"));
const file = join(folder, "kubeconfig");
const printed: string[] = [];
let vault: Vault;
let project: PulumiProject;

const program = `
const kubeconfig = require("fs").readFileSync(process.env.GIVEN_KUBECONFIG, "utf8");
const apiServer = "https://10.0.1.9:6443";
new nautes.ClusterCredential("pd", { clusterName: "pd", apiServer, kubeconfig, purpose: "push" });
exports.cookie = new nautes.GeneratedSecret("cookie").value;
`;

beforeAll(async () => {
  vault = started.add(await startVault({ folder: join(folder, "vault") }));
  project = await pulumiProject("credential", { "nautes:git": { url: folder } });
  project.environment({ GIVEN_KUBECONFIG: file, VAULT_ADDR: "", VAULT_TOKEN: "" }).program(program);
  writeFileSync(file, kubeconfig());
});

afterAll(async () => {
  project.remove();
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<Ran> {
  const ran = await project.pulumi(...args);
  printed.push(ran.output);
  return ran;
}

async function up(): Promise<string> {
  const { code, output } = await run("up", "--yes", "--skip-preview", "--diff");
  expect([code, output]).toEqual([0, expect.any(String)]);
  return output;
}

async function kept(): Promise<string> {
  const { body } = await vault.request("GET", dataPath("pd"));
  return JSON.stringify(body);
}

test("a credential lives through a stack's runs, and nothing of it is ever shown", async () => {
  expect(await up()).toContain("3 created");
  project.environment({ VAULT_ADDR: vault.address, VAULT_TOKEN: vault.token });
  const late = await run("preview", "--diff");
  expect(late.output).toMatch(/~ nautes:index:ClusterCredential.*1 to update/s);
  expect(await up()).toMatch(/1 updated/);
  expect(await kept()).toContain(canary);
  expect(await up()).toMatch(/3 unchanged/);

  writeFileSync(file, kubeconfig(`${canary}-rotated`));
  expect(await up()).toMatch(/1 updated/);
  expect(await kept()).toContain(`${canary}-rotated`);

  await vault.request("POST", dataPath("pd"), { data: { kubeconfig: kubeconfig("theirs") } });
  expect((await run("preview", "--diff")).output).toMatch(/1 to update/);
  expect(await up()).toMatch(/1 updated/);
  expect(await kept()).toContain(`${canary}-rotated`);

  await vault.seal();
  const sealed = await run("preview");
  await vault.unseal();
  expect([sealed.code, sealed.output]).toEqual([
    0,
    expect.stringMatching(/Drift unknown: Vault .* sealed/),
  ]);

  const state = await project.exportedState();
  expect(state).toContain("nautes:index:ClusterCredential");
  const { code, output } = await run("destroy", "--yes", "--skip-preview");
  expect([code, output]).toEqual([0, expect.stringMatching(/3 deleted/)]);
  const metadata = await vault.request("GET", dataPath("pd").replace("/data/", "/metadata/"));
  expect(metadata.status).toBe(404);

  for (const word of [canary, vault.token]) {
    expect(printed.join("\n")).not.toContain(word);
    expect(state).not.toContain(word);
  }
});
