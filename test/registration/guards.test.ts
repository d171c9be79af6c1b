import {
  defaultRepository,
  productRepositories,
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import * as given from "./given";
import { World } from "./world";

const host = registerHostCluster(given.h).claims;
const deployment = registerVirtualCluster(given.vd).claims;
const pipeline = registerVirtualCluster(given.vp).claims;
const nothing: readonly string[] = [];

function worldWith(...registered: readonly (typeof host)[]): World {
  const world = new World();
  world.others.set(productRepositories, { tree: new Map(), texts: new Map() });
  for (const claims of registered) expect(world.hold(claims)).toEqual(nothing);
  return world;
}

function resource(kind: string, name: string, spec: object): string {
  return JSON.stringify({ kind, metadata: { name }, spec });
}

/** A product's repository in which the runtime of `given` is welcome. */
function product(): World {
  const world = worldWith();
  worldWith(host, deployment, registerPhysicalCluster(given.pp).claims).seenAs(
    defaultRepository,
    world,
  );
  world.write("projects/api-server/api-server.yaml", resource("Project", "api-server", {}));
  world.write("envs/env-dev.yaml", resource("Environment", "env-dev", { cluster: "vd" }));
  world.write(
    "code-repos/repo-34/repo-34.yaml",
    resource("CodeRepo", "repo-34", { product: "product-12", project: "api-server" }),
  );
  return world;
}

function register(changes: object = {}): ReturnType<typeof registerDeploymentRuntime>["claims"] {
  return registerDeploymentRuntime({ ...given.runtime, ...changes }).claims;
}

describe("clusters", () => {
  test("come and go without a trace", () => {
    const physical = registerPhysicalCluster(given.pd).claims;
    const world = worldWith(physical, host, deployment, pipeline);
    for (const claims of [pipeline, physical, deployment, host])
      expect(world.release(claims)).toEqual(nothing);
    expect([...world.snapshot.tree.keys()]).toEqual([]);
  });

  test("touch 30, 38, 13, 25 + 1 and 33 + 3 files", () => {
    const touched = [
      worldWith(registerPhysicalCluster(given.pd).claims),
      worldWith(registerPhysicalCluster(given.pp).claims),
      worldWith(host),
      worldWith(host, deployment),
      worldWith(host, pipeline),
    ].map((world) => world.snapshot.tree.size);
    // The host's 13 files, of which a virtual cluster changes the list of all clusters, a pipeline one two more.
    expect(touched).toEqual([30, 38, 13, 13 + 26 - 1, 13 + 36 - 3]);
  });

  test("the last of two workers takes the shared application sets with it, the first does not", () => {
    const appset = "tenant/production/runtime-appset.yaml";
    const world = worldWith(host, deployment, pipeline);
    world.release(deployment);
    expect(world.snapshot.tree.has(appset)).toBe(true);
    world.release(pipeline);
    expect(world.snapshot.tree.has(appset)).toBe(false);
  });

  test("E25: a virtual cluster without its host is refused", () => {
    expect(worldWith().hold(deployment)).toEqual([expect.stringContaining("needs h as its host")]);
  });

  test("a worker is no host", () => {
    const physical = registerPhysicalCluster({ ...given.pd, clusterName: "h" }).claims;
    expect(worldWith(physical).hold(deployment)).toEqual([
      expect.stringContaining("no host of that name"),
    ]);
  });

  test("two virtual clusters of a host with one NodePort: the second is refused naming the first", () => {
    const rival = registerVirtualCluster({ ...given.vp, httpsNodePort: 31456 }).claims;
    expect(worldWith(host, deployment).hold(rival)).toEqual([
      expect.stringMatching(/^Virtual cluster vd has NodePort 31456 on host h/),
    ]);
  });

  test("a virtual cluster must not have a port of its host's gateway, nor the other way round", () => {
    const virtual = registerVirtualCluster({ ...given.vd, httpsNodePort: 30080 }).claims;
    expect(worldWith(host).hold(virtual)).toEqual([
      expect.stringContaining("gateway of host h has NodePort 30080"),
    ]);
    const gateway = { additions: { httpsNodePort: 31456 } };
    const moved = registerHostCluster({ ...given.h, components: { gateway } }).claims;
    const world = worldWith(host, deployment);
    expect(world.hold(moved, host)).toEqual([
      expect.stringMatching(/^Virtual cluster vd has a NodePort that the gateway/),
    ]);
  });

  test("a host with virtual clusters stays, and they are named", () => {
    const world = worldWith(host, deployment);
    const before = world.snapshot;
    expect(world.release(host)).toEqual([
      expect.stringMatching(/^Virtual cluster vd is on host h\./),
    ]);
    expect(world.snapshot).toEqual(before);
  });

  test("a cluster with an environment stays, and that is named", () => {
    const world = worldWith(host, deployment);
    const spec = { cluster: "vd", product: "product-12" };
    world.write("envs/dev.yaml", resource("Environment", "dev", spec), productRepositories);
    expect(world.release(deployment)).toEqual([
      expect.stringMatching(/^Environment dev of product-12 is on cluster vd\./),
    ]);
  });
});

describe("a runtime", () => {
  test("is welcome where all it needs is there", () => {
    const world = product();
    expect(world.hold(register())).toEqual(nothing);
    expect(world.release(register())).toEqual(nothing);
  });

  test.each([
    ["project", "projects/api-server/api-server.yaml", /^Runtime dr-dev refers to project/],
    ["environment", "envs/env-dev.yaml", /^Runtime dr-dev needs environment env-dev/],
    ["code repo", "code-repos/repo-34/repo-34.yaml", /^Runtime dr-dev needs code repo/],
  ])("is refused without its %s", (_, path, message) => {
    const world = product();
    world.write(path, "kind: Nothing");
    expect(world.hold(register())).toContainEqual(expect.stringMatching(message));
  });

  test.each([
    ["a project of its own", { product: "product-12", project: "other" }, undefined, false],
    ["a binding for another project", {}, { projects: ["other"] }, false],
    ["a binding for the project", {}, { projects: ["other", "api-server"] }, true],
    ["a binding for the product", {}, {}, true],
    ["a binding with an empty list", {}, { projects: [] }, true],
  ])("has permission for a code repo with %s: %#", (_, repo, binding, allowed) => {
    const world = product();
    world.write("code-repos/repo-34/repo-34.yaml", resource("CodeRepo", "repo-34", repo));
    if (binding !== undefined) {
      const spec = { codeRepo: "repo-34", product: "product-12", ...binding };
      world.write("code-repos/repo-34/b.yaml", resource("CodeRepoBinding", "b", spec));
    }
    const refused = [expect.stringContaining("api-server of runtime dr-dev has no permission")];
    expect(world.hold(register())).toEqual(allowed ? nothing : refused);
  });

  test("is refused on an environment of another cluster", () => {
    const world = product();
    world.write("envs/env-dev.yaml", resource("Environment", "env-dev", { cluster: "vp" }));
    expect(world.hold(register())).toEqual([
      expect.stringContaining("is on cluster vp, not on vd"),
    ]);
  });

  test("is refused if another environment of the product has its cluster", () => {
    const world = product();
    world.write("envs/other.yaml", resource("Environment", "other", { cluster: "vd" }));
    expect(world.hold(register())).toEqual([
      expect.stringMatching(/^Environment other of the product is on cluster vd already/),
    ]);
  });

  test("is refused on a cluster that does not deploy, or is none", () => {
    for (const clusterName of ["pp", "h", "none"]) {
      const world = product();
      world.write(
        "envs/env-dev.yaml",
        resource("Environment", "env-dev", { cluster: clusterName }),
      );
      expect(world.hold(register({ cluster: { clusterName } }))).toEqual([
        expect.stringContaining(`needs cluster ${clusterName} to be a deployment worker`),
      ]);
    }
  });

  test("is refused in a namespace of a component that Nautes installed elsewhere", () => {
    const world = product();
    const componentsList = { gateway: { name: "traefik", namespace: "shop-dev" } };
    const spec = { usage: "worker", workerType: "deployment", componentsList };
    const path = "nautes/overlays/production/clusters/vd.yaml";
    world.write(path, resource("Cluster", "vd", spec), defaultRepository);
    expect(world.hold(register())).toEqual([
      expect.stringContaining("Namespace shop-dev of runtime dr-dev belongs to a component"),
    ]);
  });

  test.each(["manifests/development", "manifests/development/", "./manifests/development"])(
    "is refused if another deploys the same source, written %s",
    (path) => {
      const world = product();
      const spec = {
        destination: { environment: "env-dev" },
        manifestSource: { codeRepo: "repo-34", path, targetRevision: "HEAD" },
      };
      world.write("runtimes/twin.yaml", resource("DeploymentRuntime", "twin", spec));
      expect(world.hold(register())).toEqual([
        expect.stringMatching(/^Runtime twin deploys the same folder/),
      ]);
    },
  );

  test("that made its environment stays while another uses that", () => {
    const world = product();
    world.write("envs/env-dev.yaml", "");
    const made = register({
      destination: { environment: "env-new", namespaces: ["shop-dev"] },
      environment: { type: "development" },
    });
    expect(world.hold(made)).toEqual(nothing);
    const spec = { destination: { environment: "env-new" } };
    world.write("projects/api-server/ci.yaml", resource("ProjectPipelineRuntime", "ci", spec));
    expect(world.release(made)).toEqual([
      expect.stringMatching(/^Runtime ci uses environment env-new/),
    ]);
  });

  test("with skipChecks is not asked for anything", () => {
    expect(worldWith().hold(register({ skipChecks: true }))).toEqual(nothing);
  });
});
