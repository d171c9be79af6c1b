import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { packageRoot } from "../support/plugin";
import type { PulumiProject } from "../support/pulumi-project";
import { Stage, productFiles } from "../support/stage";
import { folders, ran, saving } from "../command/scripted";

const { make, clear } = folders();
afterAll(clear);

const canary = "canary-7f3a";
const kubeconfig = [
  "apiVersion: v1",
  "kind: Config",
  'clusters: [{ name: c, cluster: { server: "https://10.0.0.9:6443" } }]',
  `users: [{ name: u, user: { token: ${canary} } }]`,
  "contexts: [{ name: x, context: { cluster: c, user: u } }]",
  "current-context: x",
  "",
].join("\n");

function request(type: string, usage: string, more: object): string {
  const api_server = "https://10.0.0.9:6443";
  return JSON.stringify({ api_server, cluster_type: type, usage, ...more });
}

function virtual(worker_type: string, port: number): string {
  const place = { api_server: `https://10.0.0.9:${port}`, host_cluster: "h", worker_type };
  return request("virtual", "worker", { ...place, vcluster: { https_node_port: `${port}` } });
}

const scripts = {
  "clusters.sh": [
    saving("vp", virtual("pipeline", 31457)),
    saving("vd", virtual("deployment", 31456)),
    saving("h", request("physical", "host", { kubeconfig: btoa(kubeconfig) })),
    saving("pd", request("physical", "worker", { worker_type: "deployment", kubeconfig: "$pd" })),
    saving(
      "pp",
      request("physical", "worker", {
        worker_type: "pipeline",
        api_server: "https://$address:6443",
        kubeconfig: "$pp",
      }),
    ),
  ].join("\n"),
  "runtime.yaml": `kind: Environment
spec: { name: env-dev, product: shop, cluster: vd, envType: development }
---
kind: DeploymentRuntime
spec:
  name: dr-dev
  product: shop
  projectsRef: [api-server]
  manifestSource: { codeRepo: deploy-config, targetRevision: HEAD, path: manifests/development }
  destination: { environment: env-dev, namespaces: [shop-dev] }
`,
};

const tenant = {
  name: "tenant1",
  repositoryUrl: "ssh://git@git.example.com/nautes/tenant.git",
  caCertificate: "tenant's certificate\n",
  oidc: { issuer: "https://dex.example.com", clientId: "nautes", existingSecret: "nautes-oidc" },
  vault: { address: "https://vault.example.com:8200", caCertificate: "Vault's certificate\n" },
  git: { address: "https://git.example.com", caCertificate: "Git's certificate\n" },
};

const list = "production/kustomization.yaml";
const withoutEnvironment = Object.fromEntries(
  Object.entries({
    ...productFiles,
    [list]: (productFiles[list] ?? "").replace("- ../envs/env-dev.yaml\n", ""),
  }).filter(([path]) => !path.startsWith("envs/")),
);

it("a program that `convert` wrote, with every class and a runtime, runs: previewed, up, quiet, destroyed", async () => {
  const stage = new Stage();
  try {
    const product = stage.product(withoutEnvironment);
    const before = [stage.tenant.paths(), product.paths()];
    const project = await converted(stage);
    const preview = await project.preview();
    expect([preview.code, preview.code === 0 ? "" : preview.output]).toEqual([0, ""]);
    const up = await project.up();
    expect([up.code, up.code === 0 ? "" : up.output]).toEqual([0, ""]);
    for (const name of ["h", "vd", "vp", "pd", "pp"])
      expect(stage.tenant.paths()).toContain(`nautes/overlays/production/clusters/${name}.yaml`);
    expect(product.paths()).toContain("runtimes/dr-dev.yaml");
    const written = [...stage.tenant.files(), ...product.files()].flat().join("\n");
    const seen = [preview.output, up.output, written, await project.exportedState()].join("\n");
    expect(seen).not.toContain(canary);
    expect(seen).not.toContain(btoa(kubeconfig));
    const quiet = await project.preview("--expect-no-changes");
    expect([quiet.code, quiet.code === 0 ? "" : quiet.output]).toEqual([0, ""]);
    expect((await project.destroy()).code).toBe(0);
    expect([stage.tenant.paths(), product.paths()]).toEqual(before);
  } finally {
    stage.close();
  }
});

/** The program as the command wrote it, in a stack whose configuration is what its report asks for. */
async function converted(stage: Stage): Promise<PulumiProject> {
  const folder = make(scripts);
  const out = join(folder, "out");
  const files = Object.keys(scripts).map((name) => join(folder, name));
  const {
    code,
    out: report,
    err,
  } = await ran(["convert", ...files, "--out", out, "--project", "converted"]);
  expect([code, code === 0 ? "" : err]).toEqual([0, ""]);
  const secrets = [...report.matchAll(/pulumi config set --secret (\S+)/g)].map(
    ([, key = ""]) => key,
  );
  expect(secrets).toHaveLength(3);
  const project = await stage.project("converted", "", {
    "converted:tenant": tenant,
    "converted:address": "10.0.1.9",
  });
  for (const name of ["index.ts", "Pulumi.yaml", "package.json", "tsconfig.json"])
    writeFileSync(join(project.folder, name), readFileSync(join(out, name)));
  rmSync(join(project.folder, "index.js"));
  for (const name of ["typescript", "@types"])
    symlinkSync(
      join(packageRoot, "node_modules", name),
      join(project.folder, "node_modules", name),
    );
  for (const key of secrets) {
    const set = await project.pulumi("config", "set", "--secret", key, kubeconfig);
    expect([set.code, set.output]).toEqual([0, ""]);
  }
  return project;
}
