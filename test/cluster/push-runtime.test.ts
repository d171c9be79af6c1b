import { diagnostics } from "../support/diagnostics";
import { objectsOf } from "./plane-objects";
import type { Given } from "./runtime-world";
import { codeRepoUrl, done, RuntimeWorld } from "./runtime-world";

let world: RuntimeWorld;
beforeAll(async () => {
  world = await RuntimeWorld.start();
});
afterAll(() => world.stop());

const password = "cAnAry-of-the-code-repo";
const one: Given = { path: "manifests/one" };
const namespaces = ["shop-dev", "shop-two"];
const two: Given = {
  path: "manifests/two",
  destination: { environment: "env-dev", namespaces },
  codeRepoCredentials: { username: "reader", password },
};
const both = { "dr-one": one, "dr-two": two };

type Texts = { readonly password: string };

const argocd = "/apis/argoproj.io/v1alpha1/namespaces/argocd";
const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces";
const hnc = "/apis/hnc.x-k8s.io/v1alpha2/namespaces";
const belongs = { "resource.nautes.io/belongsto": "product-12" };
const server = "https://kubernetes.default.svc";
const shared = [
  "/api/v1/namespaces/product-12",
  "/api/v1/namespaces/shop-dev",
  "/api/v1/namespaces/shop-dev/serviceaccounts/deployer",
  `${hnc}/shop-dev/hierarchyconfigurations/hierarchy`,
  `${rbac}/shop-dev/rolebindings/deployer`,
  `${rbac}/product-12/rolebindings/product-12`,
];

describe("runtimes by push", () => {
  let before: string[];
  let tree: string;
  let moved: Given;

  test("are shown by a preview before anything is there", async () => {
    before = await objectsOf(world.near.plane);
    tree = world.product.treeId();
    world.program(both);
    const preview = await world.project.preview();
    expect(preview.code === 0 ? "" : preview.output).toBe("");
    expect(preview.output).toContain("argoproj.io/v1alpha1:Application");
    expect(preview.output).toMatch(`repoURL       : "${codeRepoUrl}"`);
    expect(preview.output).not.toContain(password);
    expect(await objectsOf(world.near.plane)).toEqual(before);
  });

  test("share a namespace, an account and the product's namespace", async () => {
    expect((await world.ups(both)).output).not.toContain(password);
    for (const path of shared) {
      expect([path, await world.users(path)]).toEqual([path, "dr-one,dr-two"]);
      expect((await world.found(path))?.metadata.labels).toMatchObject(belongs);
    }
    expect(await world.users("/api/v1/namespaces/shop-two")).toBe("dr-two");
  });

  test("have a project and an application each", async () => {
    expect(await world.found(`${argocd}/appprojects/product-12-dr-two`)).toMatchObject({
      metadata: { labels: belongs },
      spec: {
        sourceRepos: [codeRepoUrl],
        destinations: [...namespaces, "traefik"].map((namespace) => ({ server, namespace })),
        clusterResourceWhitelist: [{ group: "rbac.authorization.k8s.io", kind: "ClusterRole" }],
        roles: [{ groups: ["shop"] }],
      },
    });
    expect(await world.found(`${argocd}/applications/product-12-dr-one`)).toMatchObject({
      metadata: { labels: belongs, finalizers: ["resources-finalizer.argocd.argoproj.io"] },
      spec: {
        project: "product-12-dr-one",
        source: { repoURL: codeRepoUrl, path: "manifests/one", targetRevision: "HEAD" },
        destination: { server, namespace: "shop-dev" },
      },
    });
    const secret = await world.found(
      "/api/v1/namespaces/argocd/secrets/product-12-dr-two-code-repo",
    );
    const { password: kept } = (secret as unknown as { readonly data: Texts }).data;
    expect(Buffer.from(kept, "base64").toString()).toBe(password);
    const state = await world.project.exportedState();
    expect([state.includes(password), state.includes(kept)]).toEqual([false, false]);
    expect(world.product.paths()).toEqual(
      expect.arrayContaining(["runtimes/dr-one.yaml", "runtimes/dr-two.yaml"]),
    );
  });

  test("stay as they are, and another folder changes record and application alone", async () => {
    const again = await world.project.up("--expect-no-changes");
    expect(again.code === 0 ? "" : again.output).toBe("");
    const up = await world.ups({ ...both, "dr-two": { ...two, path: "manifests/other" } });
    expect(done(up, "updated")).toEqual(["dr-two-registration", "dr-two-application"]);
    expect([...done(up, "created"), ...done(up, "deleted")]).toEqual([]);
    expect(await world.found(`${argocd}/applications/product-12-dr-two`)).toMatchObject({
      spec: { source: { path: "manifests/other" } },
    });
  });

  test("one that moves to another cluster leaves on the old one what the other uses", async () => {
    const destination = { environment: "env-far", namespaces };
    moved = { ...two, ...(await world.prepareFar()), destination };
    const deleted = done(await world.ups({ ...both, "dr-two": moved }), "deleted");
    expect(deleted[0]).toBe("dr-two-application");
    expect(deleted.slice(1, 3).sort()).toEqual(["dr-two-code-repo", "dr-two-project"]);
    expect(deleted.at(-1)).toBe("dr-two-product-namespace");
    for (const path of shared) expect([path, await world.users(path)]).toEqual([path, "dr-one"]);
    for (const path of [
      "/api/v1/namespaces/shop-two",
      `${argocd}/appprojects/product-12-dr-two`,
      `${argocd}/applications/product-12-dr-two`,
    ]) {
      expect([path, await world.found(path)]).toEqual([path, undefined]);
      expect(await world.found(path, world.far)).toBeDefined();
    }
    expect(world.product.text("runtimes/dr-two.yaml")).toContain("environment: env-far");
  });

  test("one whose cluster is gone is forgotten there after an up that says so", async () => {
    await world.far.webhooks.stop();
    await world.far.plane.stop();
    await world.ups({ ...both, "dr-two": { ...moved, ifUnreachable: "detach" } });
    await world.ups({ "dr-one": one });
    expect(world.product.paths()).not.toContain("runtimes/dr-two.yaml");
    expect(await world.project.exportedState()).not.toContain("dr-two");
    world.deregisters("far");
  });

  test("are refused on a cluster that the config repo has by pull", async () => {
    world.registers("vd", "pull");
    const cluster = { clusterName: "vd", kubeconfig: world.near.plane.kubeconfig };
    world.program({ "dr-one": one, other: { delivery: "push", cluster } });
    const refused = await world.project.pulumi("preview");
    expect(refused.code).not.toBe(0);
    expect(diagnostics(refused.output)).toContain(
      "Runtime other is delivered by push, and cluster vd by pull.",
    );
    world.deregisters("vd");
  });

  test("go before their cluster, and leave only CRDs", async () => {
    const destroy = await world.project.destroy();
    expect(destroy.code === 0 ? "" : destroy.output).toBe("");
    const deleted = done(destroy, "deleted");
    expect(deleted[0]).toBe("dr-one-application");
    expect(deleted.indexOf("dr-one-registration")).toBeLessThan(deleted.indexOf("pd-hnc"));
    expect(deleted.indexOf("dr-one-product-namespace")).toBe(
      deleted.indexOf("dr-one-registration") - 1,
    );
    const left = (await objectsOf(world.near.plane)).filter((object) => !before.includes(object));
    expect(left.filter((object) => !object.startsWith("CustomResourceDefinition "))).toEqual([]);
    expect(world.product.treeId()).toBe(tree);
    expect(world.stage.tenant.paths()).toEqual(["README.md"]);
  });
});
