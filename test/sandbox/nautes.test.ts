import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadAll } from "js-yaml";

import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import type { Claims } from "../../provider/claims/model";
import { createBareRepository } from "../../sandbox/bare-repository";
import type { BareRepository } from "../../sandbox/bare-repository";
import { createNautes } from "../../sandbox/nautes/nautes";
import type { Nautes, NautesOptions } from "../../sandbox/nautes/nautes";
import type { ClusterRequest } from "../../sandbox/nautes/request";
import * as given from "../registration/given";
import { opened } from "../registration/golden";

const clusters = "nautes/overlays/production/clusters";
const list = `${clusters}/kustomization.yaml`;
const hostMiddleware = "host-clusters/h/traefik/overlays/production/middleware-oauth.yaml";
const empty = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";
const plainSecret = { ...given.tenantInClear.oidc, clientSecret: "plain" };
const tenant = { ...given.tenantInClear, oidc: plainSecret };

const api = { api_server: "https://10.0.0.9:6443" } as const;
const requests: Readonly<Record<string, ClusterRequest>> = {
  pd: { ...api, cluster_type: "physical", usage: "worker", worker_type: "deployment" },
  pp: { ...api, cluster_type: "physical", usage: "worker", worker_type: "pipeline" },
  h: { ...api, cluster_type: "physical", usage: "host" },
  vd: virtual("deployment", 31456),
  vp: virtual("pipeline", 31457),
  vq: virtual("pipeline", 31458),
};

// One request is two clones and a push: a second alone, several on a machine with more to do.
jest.setTimeout(120_000);

let folder: string;
let repository: BareRepository;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nautes-api-"));
  repository = createBareRepository(join(folder, "tenant.git"), { [list]: empty });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("each class is what we write, equal when parsed, but for the documented differences", async () => {
  const nautes = started();
  const touched: Record<string, number[]> = {};
  for (const name of ["h", "vd", "vp", "pd", "pp"]) {
    const before = head();
    await nautes.saveCluster(name, requests[name]!);
    const saved = head();
    expect(await nautes.settled()).toEqual([]);
    touched[name] = [`${before}..${saved}`, `${saved}..main`].map((range) => changed(range).length);
  }
  // The workers' three application sets are written again by each, and change with the first alone.
  expect(touched).toEqual({ h: [13, 0], vd: [25, 2], vp: [30, 4], pd: [27, 0], pp: [35, 0] });
  const inClear = { tenant, allowSecretsInFiles: true };
  const ours = [
    registerPhysicalCluster({ ...given.pd, ...inClear }),
    registerPhysicalCluster({ ...given.pp, ...inClear }),
    registerHostCluster({ ...given.h, ...inClear }),
    registerVirtualCluster({ ...given.vd, ...inClear }),
    registerVirtualCluster({ ...given.vp, ...inClear }),
  ].map(({ claims }) => claims);
  for (const [path, document] of documentsOf(ours))
    expect([path, compared(loadAll(show(path)))]).toEqual([path, compared([document].flat())]);
  const others = ours.flatMap(({ entries, texts }) => [entries, texts].flatMap(Object.keys));
  const paths = [...documentsOf(ours).map(([path]) => path), ...others];
  expect(files()).toEqual([...new Set(paths)].sort());
});

it("values are escaped, and every save makes a new cookie secret", async () => {
  const nautes = started({ tenant: given.tenantInClear });
  const path = "runtimes/pd-runtime/production/oauth2-proxy-app.yaml";
  await save(nautes, "pd");
  expect(show(path)).toContain("clientSecret: s3cr&#43;t&amp;");
  const before = head();
  await save(nautes, "pd");
  expect(changed(`${before}..main`)).toEqual([path]);
});

it("a second virtual pipeline cluster breaks its host's middlewares", async () => {
  const nautes = started();
  for (const name of ["h", "vp", "vq"]) await save(nautes, name);
  expect(show(hostMiddleware)).toContain("nip.io:30443---\n");
  expect(() => loadAll(show(hostMiddleware))).toThrow(/duplicated mapping key/);
});

it("comments in shared files get lost, and a foreign object is listed by its own name", async () => {
  repository.push({
    [list]: `# by hand\n${empty}`,
    [`${clusters}/other.yaml`]: "kind: X\nmetadata:\n  name: foreign\n",
  });
  await save(started(), "pd");
  expect(show(list)).toBe(`${empty}  - foreign.yaml\n  - pd.yaml`);
});

it("without its clusters the tenant keeps the workers' application sets and an empty list", async () => {
  const nautes = started();
  for (const name of ["h", "vd"]) await save(nautes, name);
  await expect(nautes.deleteCluster("h")).rejects.toThrow("is referenced by vd");
  for (const name of ["vd", "h"]) {
    await nautes.deleteCluster(name);
    expect(await nautes.settled()).toEqual([]);
  }
  expect(files()).toEqual([
    list,
    "tenant/production/runtime-appset.yaml",
    "tenant/production/runtime-argocd-appset.yaml",
    "tenant/production/runtime-initial-appset.yaml",
  ]);
  expect(show(list)).toBe(empty.trimEnd());
});

it("what overtakes it is merged, and where lines meet the request fails", async () => {
  const overtaking = [{ "x.txt": "1\n" }, { [list]: `${empty}  - z.yaml\n` }];
  const nautes = started({ afterClone: () => void repository.push(overtaking.shift() ?? {}) });
  await nautes.saveCluster("pd", requests["pd"]!);
  expect(show("x.txt")).toBe("1");
  await expect(nautes.saveCluster("pp", requests["pp"]!)).rejects.toThrow("manual approval");
});

it("a push that is overtaken fails at once, and after a merge because nothing is left to commit", async () => {
  let pushes = 0;
  const nautes = started({
    beforePush: () => void repository.push({ "x.txt": `${(pushes += 1)}\n` }),
    retryMs: 0,
  });
  await expect(nautes.saveCluster("pd", requests["pd"]!)).rejects.toThrow(/git push failed/);
  const merging = started({
    afterClone: () => void repository.push({ "y.txt": "1\n" }),
    beforePush: () => void repository.push({ "z.txt": `${(pushes += 1)}\n` }),
    retryMs: 0,
  });
  await expect(merging.saveCluster("pp", requests["pp"]!)).rejects.toThrow(/git commit failed/);
  expect(pushes).toBe(2);
});

it("a runtime is written with the list of all resources", async () => {
  const product = createBareRepository(join(folder, "default.project.git"), {
    "production/kustomization.yaml": `${empty}# by hand\n`,
    "envs/env-dev.yaml": "kind: Environment\nmetadata:\n  name: env-dev\n",
  });
  const known = { url: product.dir, id: "product-12", codeRepos: { "deploy-config": "repo-34" } };
  const nautes = started({ products: { shop: known } });
  const source = { code_repo: "deploy-config", target_revision: "HEAD", path: "manifests" };
  const destination = { environment: "env-dev" };
  await nautes.saveDeploymentRuntime("shop", "dr", { manifest_source: source, destination });
  expect(product.git("show", "main:production/kustomization.yaml").split("\n")).toEqual([
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    "resources:",
    "  - ../envs/env-dev.yaml",
    "  - ../runtimes/dr.yaml",
  ]);
  expect(loadAll(product.git("show", "main:runtimes/dr.yaml"))).toMatchObject([
    { metadata: { creationTimestamp: null }, spec: { destination: { namespaces: null } } },
  ]);
  await nautes.deleteDeploymentRuntime("shop", "dr");
  expect(product.git("ls-tree", "-r", "--name-only", "main")).not.toContain("runtimes/");
});

function started(options: Partial<NautesOptions> = {}): Nautes {
  const own = mkdtempSync(join(folder, "server-"));
  return createNautes({ url: repository.dir, folder: own, tenant, ...options });
}

async function save(nautes: Nautes, name: string): Promise<void> {
  await nautes.saveCluster(name, requests[name]!);
  expect(await nautes.settled()).toEqual([]);
}

function virtual(worker_type: string, port: number): ClusterRequest {
  const place = { api_server: `https://10.0.0.9:${port}`, host_cluster: "h" };
  return { ...place, cluster_type: "virtual", usage: "worker", worker_type };
}

function head(): string {
  return repository.git("rev-parse", "main");
}

function changed(range: string): string[] {
  return repository.git("diff", "--name-only", range).split("\n").filter(Boolean);
}

function files(): string[] {
  return repository.git("ls-tree", "-r", "--name-only", "main").split("\n").sort();
}

function show(path: string): string {
  return repository.git("show", `main:${path}`);
}

function documentsOf(all: readonly Claims[]): [string, unknown][] {
  return all.flatMap(({ documents, shared }) => [
    ...Object.entries(documents),
    ...Object.entries(shared).map(([path, { document }]): [string, unknown] => [path, document]),
  ]);
}

/** Without what docs/nautes-differences.md lists: cookie secrets, the tail of printing, the version of RBAC. */
function compared(documents: readonly unknown[]): unknown {
  const text = JSON.stringify(opened(documents), (name, value: unknown) =>
    ["cookie-secret", "creationTimestamp", "status"].includes(name) && !Array.isArray(value)
      ? undefined
      : value,
  );
  return JSON.parse(
    text.replaceAll('k8s.io/v1beta1","kind":"ClusterRole', 'k8s.io/v1","kind":"ClusterRole'),
  );
}
