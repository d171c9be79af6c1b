import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import { specimenKubeconfig } from "../../components/registration";
import type { Recording } from "./recorder";
import { record, reveal, settle } from "./recorder";
import { pulled, runtime } from "./tenant";

let recording: Recording;

beforeEach(() => {
  recording = record();
});

afterEach(async () => {
  await settle();
  recording.stop();
});

const apiServer = "https://10.0.0.9:6443";

function fleet(opts: pulumi.ComponentResourceOptions = {}) {
  const host = new nautes.HostCluster("h", { ...pulled, apiServer }, opts);
  const virtual = new nautes.VirtualCluster(
    "vd",
    { ...pulled, hostCluster: host, workerType: "deployment", apiServer: "https://10.0.0.9:31456" },
    opts,
  );
  const physical = new nautes.PhysicalCluster(
    "pp",
    { ...pulled, workerType: "pipeline", apiServer: "https://10.0.1.9:6443" },
    opts,
  );
  const deployed = new nautes.DeploymentRuntime("dr-dev", { ...runtime, cluster: virtual }, opts);
  return { host, virtual, physical, deployed };
}

async function resources() {
  await settle();
  expect(recording.failures).toEqual([]);
  return new Map(recording.resources.map((resource) => [resource.name, resource]));
}

describe("the components", () => {
  test("register one component and its registration each, the latter as its child", async () => {
    fleet();
    const found = [...(await resources()).values()].map(({ type, name, parent, custom }) => {
      return `${custom ? "resource" : "component"} ${name} of ${parent || "the stack"}: ${type}`;
    });
    expect(found.sort()).toEqual([
      "component dr-dev of the stack: nautes:index:DeploymentRuntime",
      "component h of the stack: nautes:index:HostCluster",
      "component pp of the stack: nautes:index:PhysicalCluster",
      "component vd of the stack: nautes:index:VirtualCluster",
      "resource dr-dev-registration of dr-dev: nautes:index:ConfigFiles",
      "resource h-registration of h: nautes:index:ConfigFiles",
      "resource pp-registration of pp: nautes:index:ConfigFiles",
      "resource vd-registration of vd: nautes:index:ConfigFiles",
    ]);
  });

  test("order themselves: a virtual cluster after its host, a runtime after its cluster", async () => {
    fleet();
    const found = await resources();
    expect(found.get("h")?.dependsOn).toEqual([]);
    expect(found.get("vd")?.dependsOn).toEqual(["h-registration"]);
    expect(found.get("dr-dev")?.dependsOn).toEqual(["vd-registration"]);
  });

  test("keep the dependencies that a user gives", async () => {
    const { host, physical } = fleet();
    new nautes.VirtualCluster(
      "other",
      { ...pulled, hostCluster: host, workerType: "pipeline", apiServer: "https://10.0.0.9:31457" },
      { dependsOn: physical },
    );
    expect((await resources()).get("other")?.dependsOn).toEqual([
      "h-registration",
      "pp-registration",
    ]);
  });

  test("give their registration the files as plain data, and nothing that is not needed", async () => {
    fleet();
    const inputs = (await resources()).get("h-registration")?.inputs ?? {};
    expect(inputs["documents"]["nautes/overlays/production/clusters/h.yaml"]).toMatchObject({
      kind: "Cluster",
      metadata: { name: "h" },
      spec: { apiServer, usage: "host" },
    });
    expect(inputs["subject"]).toBe("host cluster h");
    expect(Object.keys(inputs).sort()).toEqual(["documents", "entries", "forbids", "subject"]);
  });

  test("write a runtime to its product's default.project, or where the user says", async () => {
    const { physical } = fleet();
    new nautes.DeploymentRuntime("far", {
      ...runtime,
      cluster: physical,
      repository: "g/p",
      adopt: true,
    });
    const found = await resources();
    expect(found.get("dr-dev-registration")?.inputs["repository"]).toBe("shop/default.project");
    expect(found.get("far-registration")?.inputs).toMatchObject({ repository: "g/p", adopt: true });
  });

  test("take another cluster name than that of the resource", async () => {
    const host = new nautes.HostCluster("h", { clusterName: "edge", ...pulled, apiServer });
    expect(host.clusterName).toBe("edge");
    const inputs = (await resources()).get("h-registration")?.inputs ?? {};
    expect(inputs["documents"]).toHaveProperty(["nautes/overlays/production/clusters/edge.yaml"]);
  });

  test("tell what they derived", async () => {
    const { host, virtual, physical, deployed } = fleet();
    expect(await reveal([host.apiServer, host.primaryDomain, host.gatewayHttpsNodePort])).toBe(
      JSON.stringify([apiServer, "10.0.0.9.nip.io", 30443]),
    );
    expect(await reveal([virtual.hostCluster, virtual.nodePort])).toBe('["h",31456]');
    expect(await reveal(physical.tektonUrl)).toMatch(/^"https:\/\/tekton\.pp\..*:30443"$/);
    expect(await reveal(virtual.tektonUrl)).toBe("undefined");
    expect(await reveal([deployed.clusterName, deployed.account, deployed.namespaces])).toBe(
      '["vd","dr-dev",["shop-dev"]]',
    );
  });

  test("pass on what users mean for what they consist of", async () => {
    fleet({ protect: true, retainOnDelete: true, customTimeouts: { create: "7m" } });
    const found = [...(await resources()).values()].filter(({ custom }) => custom);
    expect(found).toHaveLength(4);
    for (const resource of found) {
      expect(resource).toMatchObject({
        protect: true,
        retainOnDelete: true,
        createTimeout: "7m",
        deletedWith: "",
      });
    }
  });

  test("use an explicit provider for their registrations", async () => {
    const provider = new nautes.Provider("mine", { git: { url: "/srv/git" } });
    fleet({ provider });
    const found = [...(await resources()).values()].filter(({ type }) =>
      type.endsWith("ConfigFiles"),
    );
    expect(found.map((resource) => resource.provider.split("::").at(-2))).toEqual(
      Array.from(found, () => "mine"),
    );
  });
});

describe("a reference", () => {
  test("is plain data that another stack can use in the component's place", async () => {
    const { host, physical } = fleet();
    expect(await reveal(host.reference)).toBe(
      JSON.stringify({
        clusterName: "h",
        apiServer,
        primaryDomain: "10.0.0.9.nip.io",
        gatewayHttpsNodePort: 30443,
      }),
    );
    expect(JSON.parse(await reveal(physical.reference))).toMatchObject({
      clusterName: "pp",
      components: { deployment: { name: "argocd", namespace: "argocd" } },
    });
  });

  test("given as an output makes the same files as the component, without the order", async () => {
    const { host } = fleet();
    const args = {
      ...pulled,
      workerType: "pipeline",
      apiServer: "https://10.0.0.9:31457",
    } as const;
    for (const [name, hostCluster] of [
      ["one", host],
      ["two", host.reference],
      ["three", { clusterName: "h", apiServer, gatewayHttpsNodePort: 30443 }],
    ] as const) {
      new nautes.VirtualCluster(name, { ...args, clusterName: "v", hostCluster });
    }
    const found = await resources();
    const [one, two, three] = ["one", "two", "three"].map((name) =>
      found.get(`${name}-registration`),
    );
    // Parts that are empty are left out, but of an output nobody knows in time whether it is.
    expect(filled(two?.inputs)).toEqual(one?.inputs);
    expect(filled(three?.inputs)).toEqual(one?.inputs);
    expect(found.get("three")?.dependsOn).toEqual([]);
  });

  test("holds a kubeconfig only if there is one, as a secret, and no file becomes secret by it", async () => {
    const kubeconfig = specimenKubeconfig("a");
    const host = new nautes.HostCluster("h", { ...pulled, apiServer, kubeconfig });
    expect(await reveal(host.reference)).toMatch(/^secret .*kubeconfig/);
    new nautes.VirtualCluster("v", {
      ...pulled,
      hostCluster: host.reference,
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31456",
    });
    const written = [...(await resources()).values()].filter(({ type }) =>
      type.endsWith("ConfigFiles"),
    );
    expect(written).toHaveLength(2);
    for (const { inputs } of written) {
      const text = JSON.stringify(inputs);
      expect(text).not.toContain("1b47061264138c4ac30d75fd1eb44270");
      expect(text).not.toContain("users");
    }
  });

  test("that is secret for another reason stays so", async () => {
    const { host } = fleet();
    new nautes.VirtualCluster("v", {
      ...pulled,
      hostCluster: pulumi.secret(host.reference),
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31457",
    });
    const inputs = (await resources()).get("v-registration")?.inputs ?? {};
    expect(JSON.stringify(inputs["documents"])).toContain("1b47061264138c4ac30d75fd1eb44270");
  });
});

function filled(inputs: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs).filter(([, part]) => Object.keys(part as object).length > 0),
  );
}
