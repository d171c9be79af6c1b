import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import type { Inputs, Recording, RecordOptions } from "./recorder";
import { record, reveal, settle } from "./recorder";
import { pulled, runtime } from "./tenant";

let recording: Recording;

function start(options?: RecordOptions) {
  recording = record(options);
}

beforeEach(() => {
  start();
});

afterEach(async () => {
  await settle();
  recording.stop();
  delete process.env["PULUMI_NODEJS_PARALLEL"];
});

const apiServer = "https://10.0.0.9:6443";

function announcements(): { inputs: Inputs; provider: string }[] {
  return recording.calls
    .filter(({ token }) => token === "nautes:index:announce")
    .map(({ inputs, provider = "" }) => ({
      inputs: inputs as Inputs,
      provider: provider.split("::").at(-2) ?? "",
    }));
}

function byProvider(one: { provider: string }, other: { provider: string }): number {
  return one.provider.localeCompare(other.provider);
}

describe("the announcement", () => {
  function clusters(opts: pulumi.ComponentResourceOptions = {}) {
    const host = new nautes.HostCluster("h", { ...pulled, apiServer }, opts);
    for (const [name, port] of [
      ["v1", 31456],
      ["v2", 31457],
    ] as const) {
      const cluster = new nautes.VirtualCluster(
        name,
        {
          ...pulled,
          hostCluster: host,
          workerType: "deployment",
          apiServer: `https://10.0.0.9:${port}`,
        },
        opts,
      );
      new nautes.DeploymentRuntime(`r-${name}`, { ...runtime, cluster }, opts);
    }
    new nautes.DeploymentRuntime("far", { ...runtime, cluster: { clusterName: "far" } }, opts);
  }

  test("counts all registrations of the synchronous phase by dependency level, once", async () => {
    process.env["PULUMI_NODEJS_PARALLEL"] = "64";
    clusters();
    new nautes.ConfigFiles("plain", { subject: "note readme", texts: { "README.md": "x" } });
    await settle();
    expect(announcements()).toEqual([
      { inputs: { levels: [3, 2, 2], parallel: 64 }, provider: "" },
    ]);
  });

  test("goes to each provider with what is its own", async () => {
    clusters({ provider: new nautes.Provider("mine", { git: { url: "/srv/git" } }) });
    new nautes.HostCluster("other", { ...pulled, apiServer });
    await settle();
    expect(announcements().sort(byProvider)).toEqual([
      { inputs: { levels: [1] }, provider: "" },
      { inputs: { levels: [2, 2, 2] }, provider: "mine" },
    ]);
  });

  test("that fails disturbs nothing", async () => {
    recording.stop();
    start({
      answer: () => {
        throw new Error("not known");
      },
    });
    new nautes.HostCluster("h", { ...pulled, apiServer });
    await settle();
    expect(announcements()).toHaveLength(1);
    expect(recording.failures).toEqual([]);
  });

  test("does not count what is only looked up", async () => {
    nautes.ConfigFiles.get("there", "nautes/tenant@main:a.yaml");
    await settle();
    expect(announcements()).toEqual([]);
  });
});

describe("ConfigFiles", () => {
  test("keeps leaves that are outputs, unknown or secret as they are", async () => {
    const { commit } = new nautes.ConfigFiles("f", {
      subject: "note x",
      documents: { "x.yaml": { a: pulumi.secret("s"), b: [pulumi.output(1), "plain"] } },
      forbids: [{ path: "y.yaml", where: { exists: ["kind"] }, when: "hold", message: "No." }],
    });
    await settle();
    const inputs = recording.resources.find(({ name }) => name === "f")?.inputs ?? {};
    expect(inputs["documents"]["x.yaml"]).toEqual({
      a: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "s" },
      b: [1, "plain"],
    });
    expect(await reveal(commit)).toBe("undefined");
  });
});

describe("Provider", () => {
  test("passes strings on as they are, and everything else as JSON, secrets kept", async () => {
    new nautes.Provider("mine", {
      repository: "nautes/tenant",
      branch: pulumi.output("main"),
      git: { url: "https://git.example.com", password: pulumi.secret("token") },
      productRepositories: ["shop/default.project"],
      detectDrift: false,
    });
    await settle();
    const { inputs, type } = recording.resources.find(({ name }) => name === "mine") ?? {};
    expect(type).toBe("pulumi:providers:nautes");
    expect(inputs).toEqual({
      repository: "nautes/tenant",
      branch: "main",
      git: {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        value: '{"url":"https://git.example.com","password":"token"}',
      },
      productRepositories: '["shop/default.project"]',
      detectDrift: "false",
    });
  });
});
