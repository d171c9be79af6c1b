import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import type { Recording } from "./recorder";
import { record, reveal, settle } from "./recorder";
import { pulled, runtime, tenant } from "./tenant";

let recording: Recording;

function start(preview: boolean) {
  recording = record({ preview });
}

afterEach(async () => {
  await settle();
  recording.stop();
});

const apiServer = "https://10.0.0.9:6443";
const wrong = { ...pulled, apiServer: "10.0.0.9", components: { pipeline: {} } };

/** As Pulumi's runtime reports it: a text on a resource, or a stack. */
function failures(): { message: string; resource: string }[] {
  return recording.failures.map((failure) => {
    if (!pulumi.ResourceError.isInstance(failure) || failure.hideStack !== true) throw failure;
    expect(failure.stack).toBe("");
    const resource = failure.resource as unknown as { __name: string };
    return { message: failure.message, resource: resource.__name };
  });
}

describe("wrong arguments in a preview", () => {
  beforeEach(() => {
    start(true);
  });

  test("are reported for all components, each with all that is wrong and without a stack", async () => {
    new nautes.HostCluster("h", wrong);
    new nautes.PhysicalCluster("p", { ...wrong, workerType: "deployment" });
    await settle();
    const [host, physical] = failures();
    expect(host?.resource).toBe("h");
    expect(host?.message).toMatch(/^host cluster "h" has 2 problems.*\n.*\n.*$/);
    expect(host?.message).toContain("apiServer: ");
    expect(host?.message).toContain("components.pipeline: ");
    expect(physical?.resource).toBe("p");
  });

  test("leave out the files of that component and of what needs it, and nothing else", async () => {
    const host = new nautes.HostCluster("h", wrong);
    const virtual = new nautes.VirtualCluster("v", {
      ...pulled,
      hostCluster: host,
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31456",
    });
    new nautes.DeploymentRuntime("r", { ...runtime, cluster: virtual });
    const after = new nautes.HostCluster(
      "other",
      { ...pulled, apiServer },
      { dependsOn: host.registration },
    );
    await settle();
    expect(failures().map(({ resource }) => resource)).toEqual(["h"]);
    const files = recording.resources.filter(({ type }) => type === "nautes:index:ConfigFiles");
    expect(files.map(({ name }) => name)).toEqual(["other-registration"]);
    expect(await reveal(virtual.apiServer)).toBe('"https://10.0.0.9:31456"');
    expect(await reveal(host.apiServer)).toBe("unknown");
    expect(await reveal(host.registration.commit)).toBe("unknown");
    expect(await reveal(after.apiServer)).toBe(JSON.stringify(apiServer));
  });

  test("are reported together with what needs a wrong component and is wrong itself", async () => {
    const host = new nautes.HostCluster("h", wrong);
    new nautes.VirtualCluster("v", {
      ...wrong,
      hostCluster: host,
      workerType: "deployment",
    });
    await settle();
    expect(failures().map(({ resource }) => resource)).toEqual(["h", "v"]);
  });
});

describe("missing arguments in a preview", () => {
  test.each([
    nautes.HostCluster,
    nautes.PhysicalCluster,
    nautes.VirtualCluster,
    nautes.DeploymentRuntime,
  ])("of %p are reported like any other mistake", async (component) => {
    start(true);
    new (component as unknown as new (name: string) => object)("x");
    await settle();
    expect(failures()).toEqual([
      { resource: "x", message: expect.stringMatching(/problems in its/) },
    ]);
  });
});

describe("wrong arguments in an update", () => {
  beforeEach(() => {
    start(false);
  });

  test("end the program at once, without a stack", () => {
    expect(() => new nautes.HostCluster("h", wrong)).toThrow(pulumi.ResourceError);
    try {
      new nautes.HostCluster("h2", wrong);
    } catch (error) {
      expect((error as pulumi.ResourceError).hideStack).toBe(true);
    }
  });

  test("that were outputs fail the component, once and without a stack", async () => {
    new nautes.HostCluster("h", { ...pulled, apiServer: pulumi.output("10.0.0.9") });
    await settle();
    const [failure, ...others] = failures();
    expect(others).toEqual([]);
    expect(failure?.resource).toBe("h");
    expect(failure?.message).toMatch(/^host cluster "h" has 1 problem.*\n {2}apiServer: /);
  });

  test("never show a secret", () => {
    const oidc = {
      ...tenant.oidc,
      existingSecret: undefined,
      clientSecret: "$s3cr3t",
      cookieSecret: "c00kie",
    };
    const args = {
      delivery: "pull" as const,
      tenant: { ...tenant, oidc },
      apiServer,
      kubeconfig: "{ users: s3cr3t",
    };
    expect(() => new nautes.HostCluster("h", args)).toThrow(
      /^(?![^]*(s3cr3t|c00kie))[^]*kubeconfig: /,
    );
  });
});
