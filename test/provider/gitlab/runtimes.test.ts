import { readFileSync } from "node:fs";
import { join } from "node:path";
import { productFiles } from "../../nautes-files/texts";
import { packageRoot, rejection } from "../../support/plugin";
import { World } from "../world";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(60_000);

const get = "nautes:index:getDeploymentRuntime";
const list = "nautes:index:listDeploymentRuntimes";

let world: World;
beforeAll(() => {
  world = new World();
});
afterAll(() => world.stop());

async function names(args: object): Promise<unknown[]> {
  const { result, failures } = await world.plugin.invoke(list, { ...args });
  expect(failures).toEqual([]);
  return (result["deploymentRuntimes"] as { runtimeName: string }[]).map((one) => one.runtimeName);
}

describe("A product's deployment runtimes, in any Git server", () => {
  beforeAll(async () => {
    await world.start({
      productRepositories: JSON.stringify(["web/default.project", "shop/config"]),
    });
    world.repositories.create("shop/default.project", productFiles);
    world.repositories.create("shop/config", productFiles);
    world.repositories.create("web/default.project", {
      "envs/e.yaml": productFiles["envs/env-dev.yaml"]!.replace("product-12", "product-13"),
      "runtimes/broken.yaml": "kind: {\n",
    });
  });

  it("are had by the product's name, with names and ids of all", async () => {
    const { result } = await world.plugin.invoke(get, { product: "shop", runtimeName: "dr-dev" });
    expect(result).toEqual({
      runtimeName: "dr-dev",
      repository: "shop/default.project",
      path: "runtimes/dr-dev.yaml",
      product: "shop",
      productId: "product-12",
      projects: ["api-server", "web"],
      manifestSource: {
        codeRepo: "deploy-config",
        codeRepoId: "repo-34",
        path: "manifests/development",
        targetRevision: "HEAD",
      },
      destination: { environment: "env-dev", namespaces: ["shop-dev"] },
      account: "dr-dev-sa",
      clusterName: "vd",
    });
    const schema = JSON.parse(readFileSync(join(packageRoot, "schema.json"), "utf8")) as {
      types: Record<string, { properties: object; required: string[] }>;
    };
    const { properties, required } = schema.types["nautes:index:DeploymentRuntimeRecord"]!;
    expect(Object.keys(properties).sort()).toEqual(Object.keys(result).sort());
    const other = await world.plugin.invoke(get, { product: "shop", runtimeName: "dr-test" });
    expect(Object.keys(other.result)).toEqual(expect.arrayContaining(required));
  });

  it("are had by the product's id, from the repository whose files have it", async () => {
    const args = { product: "product-12", runtimeName: "dr-dev" };
    const { result } = await world.plugin.invoke(get, args);
    expect(result).toMatchObject({ repository: "shop/config", product: "shop" });
    const given = { ...args, repository: "shop/default.project" };
    expect((await world.plugin.invoke(get, given)).result).toMatchObject({
      repository: "shop/default.project",
      productId: "product-12",
    });
    const other = { product: "product-13", repository: "shop/default.project" };
    expect(await names(other)).toEqual([]);
    const unknown = await rejection(world.plugin.invoke(list, { product: "product-14" }));
    expect(unknown.code).toBe(5);
    expect(unknown.details).toMatch(
      /^Which repository product product-14 has is not known: the files of web\/default.project, shop\/config tell other products, and GitLab is not configured\.\nGive .*registration-not-found/,
    );
  });

  it("are selected by projects, environment and code repo, the latter by name, path or id", async () => {
    const all = ["dr-dev", "dr-test"];
    const product = "shop";
    expect(await names({ product })).toEqual(all);
    expect(await names({ product, projects: ["nonesuch", "web"] })).toEqual(["dr-dev"]);
    expect(await names({ product, projects: [] })).toEqual([]);
    expect(await names({ product, environment: "env-test" })).toEqual(["dr-test"]);
    expect(await names({ product, environment: "env" })).toEqual([]);
    for (const codeRepo of ["deploy-config", "shop/deploy-config", "repo-34"])
      expect(await names({ product, codeRepo })).toEqual(["dr-dev"]);
    expect(await names({ product, codeRepo: "repo-35", environment: "env-dev" })).toEqual([]);
  });

  it("come without those of files that cannot be read, which are named", async () => {
    const { result } = await world.plugin.invoke(list, { product: "web" });
    expect(result).toEqual({
      deploymentRuntimes: [],
      unreadable: [
        { path: "runtimes/broken.yaml", message: expect.stringMatching(/is not valid YAML/) },
      ],
    });
  });

  it("are refused by a name that there is not, with the nearest", async () => {
    const args = { product: "shop", runtimeName: "dr-tset" };
    const { code, details } = await rejection(world.plugin.invoke(get, args));
    expect(code).toBe(5);
    expect(details).toMatch(
      /^There is no deployment runtime dr-tset in shop\/default.project; the nearest is dr-test\.\nIt has dr-dev, dr-test\./,
    );
    const nowhere = { ...args, product: "nonesuch" };
    const none = await rejection(world.plugin.invoke(get, nowhere));
    expect(none.details).toContain("nonesuch/default.project");
  });

  it("need a product", async () => {
    const { failures } = await world.plugin.invoke(get, { projects: [] });
    expect(failures.map((one) => one.split(" ")[0]).sort()).toEqual([
      "product",
      "projects",
      "runtimeName",
    ]);
  });
});

describe("With GitLab", () => {
  let gitlab: GitlabWorld;
  beforeAll(async () => {
    gitlab = await startGitlabWorld();
    world.plugin = await world.unconfigured();
    await world.plugin.configure({
      gitlab: JSON.stringify({ url: gitlab.server.url, token: gitlab.token }),
    });
  });
  afterAll(() => gitlab.stop());

  it("ids that no file tells are asked of it, each once", async () => {
    const members = { me: "maintainer" } as const;
    const group = gitlab.server.createGroup({ path: "retail/shop", members });
    const own = gitlab.server.createProject({ path: "retail/shop/manifests", members });
    const below = gitlab.server.createProject({ path: "retail/shop/backend/manifests", members });
    const foreign = gitlab.server.createProject({ path: "else/where", members });
    function runtime(name: string, id: number): string {
      return productFiles["runtimes/dr-test.yaml"]!.replace("repo-35", `repo-${id}`)
        .replaceAll("dr-test", name)
        .replace("product-12", `product-${group.id}`);
    }
    gitlab.server.createProject({
      path: "retail/shop/default.project",
      members,
      files: {
        "runtimes/a.yaml": runtime("a", own.id),
        "runtimes/b.yaml": runtime("b", foreign.id),
        "runtimes/c.yaml": runtime("c", 99999),
        "runtimes/d.yaml": runtime("d", below.id),
      },
    });
    gitlab.server.requests.clear();
    for (const product of [`product-${group.id}`, "retail/shop"]) {
      const { result } = await world.plugin.invoke(list, { product });
      const found = result["deploymentRuntimes"] as { manifestSource: object; product: string }[];
      expect(found.map((one) => one.manifestSource)).toEqual([
        { codeRepo: "manifests", codeRepoId: `repo-${own.id}`, path: ".", targetRevision: "main" },
        expect.objectContaining({ codeRepo: "else/where" }),
        { codeRepoId: "repo-99999", path: ".", targetRevision: "main" },
        // With a group, DeploymentRuntime takes it as a full path.
        expect.objectContaining({ codeRepo: "retail/shop/backend/manifests" }),
      ]);
      expect(found[0]?.product).toBe("retail/shop");
    }
    expect(gitlab.server.requests.count(undefined, /^\/projects\/:id$/)).toBe(4);
    for (const codeRepo of ["manifests", "retail/shop/manifests", `repo-${own.id}`])
      expect(await names({ product: "retail/shop", codeRepo })).toEqual(["a"]);
    expect(await names({ product: "retail/shop", codeRepo: "else/where" })).toEqual(["b"]);
    expect(await names({ product: "retail/shop", codeRepo: below.path })).toEqual(["d"]);
  });

  it("a code repo beside a config repo elsewhere is named in full, as it is looked up there", async () => {
    const members = { me: "maintainer" } as const;
    const own = gitlab.server.createProject({ path: "web/manifests", members });
    const text = productFiles["runtimes/dr-test.yaml"]!.replace("repo-35", `repo-${own.id}`);
    const repository = "platform/configs/web";
    const files = { "runtimes/a.yaml": text };
    gitlab.server.createProject({ path: repository, members, files });
    const args = { product: "web", repository, runtimeName: "dr-test" };
    const { result } = await world.plugin.invoke(get, args);
    expect(result).toMatchObject({ manifestSource: { codeRepo: "web/manifests" } });
  });

  it("a product's id that it does not have is refused", async () => {
    const unknown = await rejection(world.plugin.invoke(list, { product: "product-99999" }));
    expect(unknown.code).toBe(5);
    expect(unknown.details).toMatch(
      /^Which repository product product-99999 has is not known: no repositories of products are configured, and GitLab .*groups\/99999.*\.\nGive the product by its name/,
    );
  });
});
