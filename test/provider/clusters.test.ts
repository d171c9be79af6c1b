import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetClusterArgs, ListClustersArgs } from "../../provider/functions/clusters";
import {
  GetDeploymentRuntimeArgs,
  ListDeploymentRuntimesArgs,
} from "../../provider/functions/runtimes";
import { bareCluster, nautesCluster } from "../nautes-files/texts";
import { packageRoot, rejection } from "../support/plugin";
import { urn, World } from "./world";

const folder = "nautes/overlays/production/clusters";
const get = "nautes:index:getCluster";
const list = "nautes:index:listClusters";

const physical = bareCluster(
  "pd",
  "{clusterType: physical, usage: worker, workerType: deployment}",
);
const files = {
  [`${folder}/vd.yaml`]: nautesCluster,
  [`${folder}/pd.yaml`]: physical,
  [`${folder}/h.yaml`]: bareCluster("h", "{clusterType: physical, usage: host}"),
  [`${folder}/kustomization.yaml`]: "resources: [h.yaml, pd.yaml, vd.yaml\n",
  "elsewhere/x.yaml": bareCluster("x"),
};

let world: World;
beforeAll(async () => {
  world = new World();
  await world.start();
});
afterAll(() => world.stop());

async function names(args: object): Promise<unknown[]> {
  const { result, failures } = await world.plugin.invoke(list, { ...args });
  expect(failures).toEqual([]);
  return (result["clusters"] as { clusterName: string }[]).map(({ clusterName }) => clusterName);
}

describe("The schema", () => {
  it("describes each argument of the functions, and no other", () => {
    const { functions } = JSON.parse(readFileSync(join(packageRoot, "schema.json"), "utf8")) as {
      functions: Record<string, { inputs: { properties: object; required?: string[] } }>;
    };
    const schemas = {
      getCluster: GetClusterArgs,
      listClusters: ListClustersArgs,
      getDeploymentRuntime: GetDeploymentRuntimeArgs,
      listDeploymentRuntimes: ListDeploymentRuntimesArgs,
    };
    for (const [name, { shape }] of Object.entries(schemas)) {
      const { properties, required = [] } = functions[`nautes:index:${name}`]!.inputs;
      expect(Object.keys(properties).sort()).toEqual(Object.keys(shape).sort());
      const needed = Object.entries(shape).filter(([, one]) => !one.safeParse(undefined).success);
      expect([...required].sort()).toEqual(needed.map(([key]) => key).sort());
    }
  });

  it("describes each property of what they answer", async () => {
    const { types } = JSON.parse(readFileSync(join(packageRoot, "schema.json"), "utf8")) as {
      types: Record<string, { properties: object; required: string[] }>;
    };
    const { name: repository } = world.repository(files);
    const { result } = await world.plugin.invoke(get, { clusterName: "vd", repository });
    const { properties, required } = types["nautes:index:ClusterRecord"]!;
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(result)));
    expect(Object.keys(result)).toEqual(expect.arrayContaining(required));
    const bare = await world.plugin.invoke(get, { clusterName: "h", repository });
    expect(Object.keys(bare.result)).toEqual(expect.arrayContaining(required));
  });
});

describe("getCluster", () => {
  it("answers what the cluster's file says", async () => {
    const { name: repository } = world.repository(files);
    const { result } = await world.plugin.invoke(get, { clusterName: "vd", repository });
    expect(result).toMatchObject({
      clusterName: "vd",
      path: `${folder}/vd.yaml`,
      clusterType: "virtual",
      hostCluster: "h",
      apiServer: "https://10.0.0.9:31456",
      delivery: "pull",
      components: { gateway: { additions: { httpsNodePort: "30443" } } },
    });
  });

  it("looks into the configured repository and branch by default", async () => {
    const repository = world.repository(files);
    const before = world.plugin;
    await world.start({ repository: repository.name });
    const { result } = await world.plugin.invoke(get, { clusterName: "pd" });
    expect(result["clusterName"]).toBe("pd");
    await world.plugin.stop();
    world.plugin = before;
    const nowhere = await rejection(world.plugin.invoke(get, { clusterName: "pd" }));
    expect(nowhere.details).toMatch(/^No config repo is named\.\nGive `repository`/);
  });

  it("fails for a name that there is not, with the nearest, with what there is and what is broken", async () => {
    const { name: repository } = world.repository({
      ...files,
      [`${folder}/pe.yaml`]: "kind: [Cluster\n",
    });
    const refused = await rejection(world.plugin.invoke(get, { clusterName: "PE", repository }));
    expect(refused.code).toBe(5);
    expect(refused.details).toMatch(
      new RegExp(
        `^There is no cluster PE in ${repository}; the nearest is pd\\.\n` +
          `It has h, pd, vd\\. The file ${folder}/pe.yaml is not valid YAML: .*registration-not-found`,
      ),
    );
    const { name: empty } = world.repository();
    const none = await rejection(
      world.plugin.invoke(get, { clusterName: "pd", repository: empty }),
    );
    expect(none.details).toMatch(/^There is no cluster pd in \S+\.\nIt has no cluster at all\./);
  });

  it("fails for a name that is declared twice, naming both files", async () => {
    const { name: repository } = world.repository({ ...files, [`${folder}/copy.yaml`]: physical });
    const refused = await rejection(world.plugin.invoke(get, { clusterName: "pd", repository }));
    expect(refused.code).toBe(9);
    expect(refused.details).toMatch(/more than one .* cluster pd: \S*copy.yaml, \S*pd.yaml\./);
  });

  it("refuses all bad arguments at once", async () => {
    const { failures } = await world.plugin.invoke(get, { repository: 1, cluster: "pd" });
    expect(failures.map((one) => one.split(" ")[0]).sort()).toEqual([
      "cluster",
      "clusterName",
      "repository",
    ]);
  });
});

describe("listClusters", () => {
  it("answers the clusters that are as every selector says", async () => {
    const { name: repository } = world.repository(files);
    expect(await names({ repository })).toEqual(["h", "pd", "vd"]);
    expect(await names({ repository, clusterType: "physical" })).toEqual(["h", "pd"]);
    expect(await names({ repository, clusterType: "physical", usage: "worker" })).toEqual(["pd"]);
    expect(await names({ repository, workerType: "deployment" })).toEqual(["pd", "vd"]);
    expect(await names({ repository, workerType: "pipeline" })).toEqual([]);
    expect(await names({ repository, clusterName: "h", usage: "host" })).toEqual(["h"]);
    expect(await names({ repository, clusterName: "nonesuch" })).toEqual([]);
  });

  it("refuses a selector that no cluster can be like", async () => {
    const { failures } = await world.plugin.invoke(list, {
      usage: "worker ",
      clusterType: "both",
      workerType: "x",
    });
    expect(failures).toHaveLength(3);
    expect(failures).toContainEqual("usage must be `host` or `worker`.");
  });

  it("names files that cannot be read, and answers the others", async () => {
    const { name: repository } = world.repository({ ...files, [`${folder}/b.yaml`]: "a: {b\n" });
    const { result } = await world.plugin.invoke(list, { repository });
    expect(result["clusters"]).toHaveLength(3);
    expect(result["unreadable"]).toEqual([
      { path: `${folder}/b.yaml`, message: expect.stringMatching(/b.yaml is not valid YAML/) },
    ]);
  });

  it("sees what the same preview has planned, without what is not known yet", async () => {
    const { name: repository } = world.repository(files);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const document = {
      apiVersion: "nautes.resource.nautes.io/v1alpha1",
      kind: "Cluster",
      metadata: { name: "pq" },
      spec: { clusterType: "physical", usage: "host", apiServer: unknown },
    };
    const inputs = { subject: "host pq", documents: { [`${folder}/pq.yaml`]: document } };
    await world.plugin.create(urn("pq"), { ...inputs, repository, branch: "main" }, true);
    expect(await names({ repository, usage: "host" })).toEqual(["h", "pq"]);
    const { result } = await world.plugin.invoke(get, { clusterName: "pq", repository });
    expect(result).toMatchObject({ clusterType: "physical", usage: "host" });
    expect(result).not.toHaveProperty("apiServer");
  });

  it("asks the repository once, however many calls there are", async () => {
    const repository = world.repository(files);
    const first = await names({ repository: repository.name });
    repository.commit({ [`${folder}/later.yaml`]: bareCluster("later") }, "Come later");
    const calls = Array.from({ length: 20 }, () => names({ repository: repository.name }));
    for (const again of await Promise.all(calls)) expect(again).toEqual(first);
    const { result } = await world.plugin.invoke(get, {
      clusterName: "vd",
      repository: repository.name,
    });
    expect(result["clusterName"]).toBe("vd");
  });
});
