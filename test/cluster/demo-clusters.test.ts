import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectsOn } from "../../sandbox/cluster-view";
import type { Stage } from "../../sandbox/stage";
import { startStage } from "../../sandbox/stage";
import { packageRoot } from "../support/plugin";

let temporary: string;
beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), "d-"))));
afterEach(() => rmSync(temporary, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** `npm run demo -- --clusters`, without a terminal. */
async function demo(kubeconfig: string | undefined, ...args: readonly string[]): Promise<Ran> {
  const child = spawn(
    process.execPath,
    [join(packageRoot, "sandbox", "demo.mjs"), "--clusters", ...args],
    {
      cwd: packageRoot,
      env: { ...process.env, TMPDIR: temporary, KUBECONFIG: kubeconfig },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}

describe("npm run demo -- --clusters, on a cluster of one's own", () => {
  let stage: Stage;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "demo-own-"));
    stage = await startStage({ folder, clusters: ["mine"], virtualClusters: false, vault: false });
  });
  afterAll(async () => {
    await stage.stop();
    rmSync(folder, { recursive: true });
  });

  function objects(): Promise<string[]> {
    const [mine] = stage.clusters;
    return objectsOn((path) => mine!.plane.request("GET", path));
  }

  it("says which cluster it would use and what it would install, and without consent installs nothing", async () => {
    const before = await objects();
    const { code, output } = await demo(stage.kubeconfigFile);
    expect(code).toBe(1);
    expect(output).toMatch(/context +mine\n +server +https:\/\/127\.0\.0\.1:\d+/);
    expect(output).toMatch(/Helm release argocd, chart argo-cd \S+, in namespace argocd/);
    expect(output).toContain("Nothing was installed");
    expect(output).toContain("--yes");
    expect(await objects()).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("with --yes installs, shows and takes away all but CRDs", async () => {
    const before = await objects();
    const { code, output } = await demo(
      stage.kubeconfigFile,
      "--yes",
      "--charts",
      stage.charts.url,
    );
    expect(code === 0 ? "" : output).toBe("");
    expect(output).toMatch(/release +argocd +argocd +argo-cd-\S+ +deployed/);
    expect(output).not.toContain("not ready");
    const left = (await objects()).filter((object) => !before.includes(object));
    expect(left.filter((object) => !object.startsWith("CustomResourceDefinition "))).toEqual([]);
    for (const object of left) expect(output).toContain(object);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("never takes over what is there, nor deletes it afterwards", async () => {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "argocd" } };
    const [mine] = stage.clusters;
    await mine!.plane.request("POST", "/api/v1/namespaces", namespace);
    const { code, output } = await demo(stage.kubeconfigFile, "--yes");
    expect(code).toBe(1);
    expect(output).toContain("has the namespaces argocd already");
    expect(await objects()).toContain("Namespace /argocd");
  });
});

test("npm run demo -- --clusters previews, installs, shows and removes the push quickstart on a sandbox of its own", async () => {
  const { code, output } = await demo(undefined);
  expect(code === 0 ? "" : output).toBe("");
  expect(output).toMatch(/release +argocd +argocd +argo-cd-\S+ +deployed/);
  expect(output).not.toContain("not ready");
  expect(output).toMatch(/Register \d clusters?: /);
  expect(output).toContain("Register deployment runtime dr-dev");
  expect(output).toContain("physical: the");
  expect(readdirSync(temporary)).toEqual([]);
});
