import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { renderLeaves } from "../../components/leaf-outputs";
import * as nautes from "../../components";
import {
  registerPhysicalCluster,
  registerVirtualCluster,
  specimenKubeconfig,
  specimensFor,
} from "../../components/registration";
import type { Inputs, Recording } from "./recorder";
import { record, reveal, settle, unknown } from "./recorder";
import { pulled, runtime, tenant } from "./tenant";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

let recording: Recording;

beforeEach(() => {
  recording = record({ preview: true });
});

afterEach(async () => {
  await settle();
  recording.stop();
});

/** Path → leaf. */
function leaves(value: unknown, path = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [...leaves(item, `${path}/${key}`)]),
  );
}

async function inputsOf(name: string): Promise<Inputs> {
  await settle();
  expect(recording.failures).toEqual([]);
  return (
    recording.resources.find((resource) => resource.name === `${name}-registration`)?.inputs ?? {}
  );
}

async function expectOnlyDerivedToBeUnknown(name: string, known: Inputs, changed: Inputs) {
  const shown = leaves(await inputsOf(name));
  const before = leaves(known);
  const after = leaves(changed);
  expect([...shown.keys()]).toEqual([...before.keys()]);
  const derived = [...before.keys()].filter((path) => before.get(path) !== after.get(path));
  const unknownPaths = [...shown.keys()].filter((path) => shown.get(path) === UNKNOWN);
  expect(derived).not.toEqual([]);
  expect(unknownPaths).toEqual(expect.arrayContaining(derived));
  expect(unknownPaths.length).toBeLessThan(before.size / 2);
  for (const [path, leaf] of shown) if (leaf !== UNKNOWN) expect(leaf).toEqual(before.get(path));
}

describe("an API server that is not known before the update", () => {
  const worker = { ...pulled, workerType: "deployment", primaryDomain: "p.example.com" } as const;

  test("makes only those leaves unknown that derive from it, in every class", async () => {
    const host = new nautes.HostCluster("h", { ...pulled, apiServer: unknown() });
    new nautes.VirtualCluster("v", { ...worker, hostCluster: host, apiServer: unknown() });
    new nautes.PhysicalCluster("p", { ...worker, workerType: "pipeline", apiServer: unknown() });
    const [one, other] = ["10.0.0.9", "10.0.0.8"].map((address) => {
      const apiServer = `https://${address}:31456`;
      const known = new nautes.HostCluster(`h${address}`, {
        clusterName: "h",
        ...pulled,
        apiServer,
      });
      const args = { ...worker, apiServer };
      new nautes.VirtualCluster(`v${address}`, { ...args, clusterName: "v", hostCluster: known });
      new nautes.PhysicalCluster(`p${address}`, {
        ...args,
        clusterName: "p",
        workerType: "pipeline",
      });
      return address;
    });
    for (const name of ["h", "v", "p"]) {
      await expectOnlyDerivedToBeUnknown(
        name,
        await inputsOf(`${name}${one ?? ""}`),
        await inputsOf(`${name}${other ?? ""}`),
      );
    }
  });

  test("of the host leaves a virtual cluster's own leaves known", async () => {
    const host = new nautes.HostCluster("h", { ...pulled, apiServer: unknown() });
    new nautes.VirtualCluster("v", {
      ...worker,
      hostCluster: host,
      apiServer: "https://10.0.0.9:31456",
    });
    const { documents } = await inputsOf("v");
    expect(documents["nautes/overlays/production/clusters/v.yaml"].spec).toMatchObject({
      apiServer: "https://10.0.0.9:31456",
      hostCluster: "h",
    });
  });

  test("is an unknown output of the component, beside others that are known", async () => {
    const host = new nautes.HostCluster("h", { ...pulled, apiServer: unknown() });
    expect(await reveal(host.apiServer)).toBe("unknown");
    expect(await reveal(host.gatewayHttpsNodePort)).toBe("30443");
    expect(host.clusterName).toBe("h");
  });
});

describe("a cluster of another stack", () => {
  test("whose reference is not known yet makes the files one output", async () => {
    new nautes.VirtualCluster("v", {
      ...pulled,
      hostCluster: unknown() as pulumi.Output<never>,
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31456",
    });
    new nautes.DeploymentRuntime("r", { ...runtime, cluster: unknown() as pulumi.Output<never> });
    expect((await inputsOf("v"))["documents"]).toBe(UNKNOWN);
    expect((await inputsOf("r"))["subject"]).toBe(UNKNOWN);
  });
});

describe("secret arguments", () => {
  const oidc = { ...tenant.oidc, existingSecret: undefined, cookieSecret: "0123456789abcdef" };
  const args = {
    delivery: "pull" as const,
    tenant: { ...tenant, oidc: { ...oidc, clientSecret: "s3cr3t-of-dex" } },
  };

  test("are secret in the files even when they are given as plain values", async () => {
    new nautes.HostCluster("h", {
      ...args,
      apiServer: "https://10.0.0.9:6443",
      allowSecretsInFiles: true,
    });
    new nautes.PhysicalCluster("p", {
      ...args,
      apiServer: "https://10.0.0.9:6443",
      workerType: "deployment",
      allowSecretsInFiles: true,
      kubeconfig: specimenKubeconfig("s3cr3t-of-k"),
    });
    for (const name of ["h", "p"]) {
      const inputs = await inputsOf(name);
      expect(inputs["allowSecretsInFiles"]).toBe(true);
      const text = JSON.stringify(inputs);
      expect(text).toContain(SECRET);
      expect(text.replace(/\{"4dabf[^}]*\}/g, "")).not.toMatch(/s3cr3t|0123456789abcdef/);
      expect(text).not.toContain("s3cr3t-of-k");
    }
  });

  test("leave everything else in the files readable", async () => {
    new nautes.HostCluster("h", {
      ...args,
      apiServer: "https://10.0.0.9:6443",
      allowSecretsInFiles: true,
    });
    const { documents } = await inputsOf("h");
    const secrets = [...leaves(documents)].filter(([, leaf]) => leaf === SECRET);
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.length).toBeLessThan(5);
  });
});

describe("registration with outputs", () => {
  const ip = fc.ipV4().map((address) => `https://${address}:6443`);
  const dns = fc.constantFrom("https://k8s.example.com:6443", "https://a.b.example.org");
  const url = fc.oneof(ip, dns);
  const domain = fc.option(fc.constantFrom("p.example.com", "q.example.org"), { nil: undefined });
  const port = fc.integer({ min: 30000, max: 32767 });

  test("resolves, whatever the outputs turn out to be, to the registration of their values", async () => {
    await fc.assert(
      fc.asyncProperty(url, domain, port, port, async (apiServer, primaryDomain, node, gateway) => {
        const plain = { ...pulled, clusterName: "c", workerType: "pipeline" };
        const hostCluster = { clusterName: "h", apiServer, gatewayHttpsNodePort: gateway };
        const values = { apiServer, primaryDomain };
        await expectSame(registerPhysicalCluster, plain, values);
        await expectSame(registerVirtualCluster, plain, {
          ...values,
          httpsNodePort: node,
          hostCluster,
        });
      }),
      { numRuns: 12 },
    );
    expect(compared).toBeGreaterThan(12);
  });

  let compared = 0;

  async function expectSame(
    register: (args: never) => object,
    plain: object,
    values: Readonly<Record<string, unknown>>,
  ) {
    let expected: string;
    try {
      expected = JSON.stringify(register({ ...plain, ...values } as never));
    } catch {
      return; // Not valid together, e.g. one port twice.
    }
    const made = renderLeaves(
      { ...plain, ...asOutputs(values) },
      {
        render: register as (args: object) => object,
        specimensFor: (path) => specimensFor(path),
        secrets: [],
        failed: (error) => error as Error,
      },
    );
    expect(await reveal(made.at([]))).toBe(expected);
    compared++;
  }

  function asOutputs(values: Readonly<Record<string, unknown>>): object {
    return Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        typeof value === "object"
          ? { ...value, ...asOutputs(withoutName(value)) }
          : pulumi.output(value),
      ]),
    );
  }

  function withoutName(value: object | null): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      Object.entries({ ...value }).filter(([key]) => key !== "clusterName"),
    );
  }
});
