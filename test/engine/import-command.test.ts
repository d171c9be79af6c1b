import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { ModuleKind, transpileModule } from "typescript";

import { createNautes } from "../../sandbox/nautes/nautes";
import { productOf, tenantOf } from "../command/import/many";
import * as given from "../registration/given";
import { RepositoryFolder } from "../support/bare-repository";
import type { PulumiProject, StackConfig } from "../support/pulumi-project";
import { pulumiProject } from "../support/pulumi-project";

let repositories: RepositoryFolder;
let project: PulumiProject;
beforeEach(() => {
  repositories = new RepositoryFolder();
});
afterEach(() => {
  project.remove();
  repositories.remove();
});

/** Runs the command in a project of its own, and has what it wrote be that project's program; answers what it said. */
async function adopt(config: StackConfig, ...flags: readonly string[]): Promise<string> {
  project = await pulumiProject("adopts", {
    "nautes:repository": "nautes/tenant",
    "nautes:git": { url: repositories.folder },
    ...config,
  });
  const where = ["-r", "nautes/tenant", "--url", repositories.folder];
  const { code, output } = await project.command("import", ...where, ...flags, "-o", "written");
  expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
  const written = join(project.folder, "written");
  const source = readFileSync(join(written, "index.ts"), "utf8");
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, esModuleInterop: true },
  });
  writeFileSync(join(project.folder, "index.js"), outputText);
  copyFileSync(join(written, "import.json"), join(project.folder, "import.json"));
  return output;
}

async function importFile(): Promise<void> {
  const flags = ["--yes", "--protect=false", "--generate-code=false"];
  const { code, output } = await project.pulumi("import", "--file", "import.json", ...flags);
  expect([code, code === 0 ? "" : output]).toEqual([0, ""]);
}

test("clusters of all classes and a runtime are imported by what the command writes; then nothing changes", async () => {
  const tenant = repositories.create("nautes/tenant", tenantOf(5));
  repositories.create("shop/default.project", productOf(1));
  const head = tenant.head();
  const said = await adopt({}, "--product-repository", "shop/default.project");
  expect(said).toContain("The first preview shows no change");
  await importFile();
  const preview = await project.preview("--expect-no-changes");
  expect([preview.code, preview.code === 0 ? "" : preview.output]).toEqual([0, ""]);
  expect((await project.up("--expect-no-changes")).code).toBe(0);
  expect(tenant.head()).toBe(head);
  expect(await project.resources()).toHaveLength(12);
});

test("what Nautes wrote is imported without a secret in the state, and changes as the report says", async () => {
  const tenant = repositories.create("nautes/tenant", {
    "nautes/overlays/production/clusters/kustomization.yaml":
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n",
  });
  const { clientSecret, cookieSecret } = given.tenantInClear.oidc;
  await nautesWrote(tenant.path);
  const said = await adopt({
    "adopts:oidcClientSecret": clientSecret,
    "adopts:oidcCookieSecret": cookieSecret,
  });
  expect(said).toContain("clusters/*.yaml (2): metadata.creationTimestamp goes, status goes");
  await importFile();
  const state = await project.exportedState();
  expect(state).not.toContain("s3cr");
  const preview = await project.preview("--json");
  expect(preview.code).toBe(0);
  const { steps } = JSON.parse(preview.stdout) as {
    steps: readonly { readonly op: string; readonly urn: string }[];
  };
  const changing = steps.filter(({ op }) => !["same", "refresh"].includes(op));
  expect(changing.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? ""}`).sort()).toEqual([
    "update h-registration",
    "update pd-registration",
  ]);
});

async function nautesWrote(url: string): Promise<void> {
  const folder = join(repositories.folder, "work");
  mkdirSync(folder);
  const nautes = createNautes({ url, folder, tenant: given.tenantInClear });
  const physical = { api_server: "https://10.0.0.9:6443", cluster_type: "physical" } as const;
  await nautes.saveCluster("h", { ...physical, usage: "host" });
  await nautes.saveCluster("pd", { ...physical, usage: "worker", worker_type: "deployment" });
  expect(await nautes.settled()).toEqual([]);
}

test("the registrations of clusters that are delivered by push are imported as they are", async () => {
  repositories.create("nautes/tenant", tenantOf(5, "push"));
  const said = await adopt({});
  expect(said).toContain("Delivered by push: h-0, pd-0, pp-0, vd-0, vp-0.");
  await importFile();
  const files = (await project.resources()).filter(({ type }) => type.endsWith(":ConfigFiles"));
  expect(files).toHaveLength(5);
  const refreshed = await project.pulumi(
    "refresh",
    "--yes",
    "--skip-preview",
    "--expect-no-changes",
  );
  expect([refreshed.code, refreshed.code === 0 ? "" : refreshed.output]).toEqual([0, ""]);
});
