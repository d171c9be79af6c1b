import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import { kubeconfig } from "../registration/given";
import type { Inputs, Recording } from "./recorder";
import { record, settle, unknown } from "./recorder";
import { runtime, tenant } from "./tenant";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const codeRepoUrl = "https://git.example.com/shop/deploy-config.git";

let recording: Recording;

afterEach(async () => {
  await settle();
  recording.stop();
});

function begin(files: readonly object[] = []): void {
  recording = record({
    preview: true,
    answer: ({ token }) =>
      token === "nautes:index:findDocuments"
        ? { documents: files.map((document) => ({ path: "x.yaml", document })) }
        : { problems: [] },
  });
}

function made(args: Partial<nautes.DeploymentRuntimeArgs>) {
  const { delivery, ...given } = runtime;
  expect(delivery).toBe("pull");
  const cluster = { clusterName: "vd", kubeconfig };
  return new nautes.DeploymentRuntime("r", { ...given, cluster, codeRepoUrl, ...args });
}

async function found() {
  await settle();
  expect(recording.failures).toEqual([]);
  return new Map(recording.resources.map((one) => [one.name, one]));
}

async function inputsOf(name: string): Promise<Inputs> {
  return (await found()).get(name)?.inputs ?? {};
}

const clusterArgs = {
  tenant,
  workerType: "deployment",
  apiServer: "https://10.0.1.9:6443",
  kubeconfig,
} as const;

describe("a runtime by push", () => {
  test("makes the shared objects, then the project, then the application, all after its record", async () => {
    begin();
    made({ delivery: "push" });
    const names = [...(await found()).keys()].filter((name) => name.startsWith("r-"));
    expect(names.sort()).toEqual([
      "r-account-binding-shop-dev",
      "r-account-shop-dev",
      "r-application",
      "r-hierarchy-shop-dev",
      "r-kubernetes",
      "r-namespace-shop-dev",
      "r-product-group",
      "r-product-namespace",
      "r-project",
      "r-registration",
    ]);
    const resources = await found();
    const order = ["registration", "product-namespace", "namespace-shop-dev", "account-shop-dev"];
    const steps = [...order, "project", "application"].map((step) => `r-${step}`);
    for (const [index, step] of steps.entries())
      if (index > 0)
        expect(resources.get(step)?.dependsOn).toEqual(
          expect.arrayContaining(steps.slice(0, index)),
        );
  });

  test.each(["push", "pull"] as const)("is what its cluster is: %s", async (delivery) => {
    begin();
    const cluster = new nautes.PhysicalCluster("pd", { ...clusterArgs, delivery });
    made({ cluster });
    expect((await found()).has("r-application")).toBe(delivery === "push");
  });

  test("is what a reference in plain data says, and push where nobody knows", async () => {
    begin();
    made({ cluster: { clusterName: "vd", delivery: "pull" } });
    expect((await found()).has("r-application")).toBe(false);
    const later = pulumi.output({ clusterName: "vd", delivery: "push", kubeconfig } as const);
    new nautes.DeploymentRuntime("later", {
      ...runtime,
      delivery: undefined,
      codeRepoUrl,
      cluster: later,
    });
    expect((await found()).has("later-application")).toBe(true);
  });

  test("on a component of another delivery is refused at once", async () => {
    begin();
    const cluster = new nautes.PhysicalCluster("pd", { ...clusterArgs, delivery: "push" });
    made({ cluster, delivery: "pull" });
    await settle();
    expect(recording.failures.map(({ message }) => message).join()).toContain(
      'delivery: is "pull", and cluster pd is delivered by push; give delivery: "push"',
    );
  });

  test("whose cluster's kubeconfig is not known yet is shown all the same", async () => {
    begin();
    made({ delivery: "push", cluster: { clusterName: "vd", kubeconfig: unknown() } });
    const application = await inputsOf("r-application");
    expect(application["spec"]).toMatchObject({
      source: { repoURL: codeRepoUrl, path: "manifests/development" },
      destination: { namespace: "shop-dev" },
    });
    const shared = await inputsOf("r-namespace-shop-dev");
    expect(shared).toMatchObject({ user: "r", manifest: { metadata: { name: "shop-dev" } } });
    expect(JSON.stringify(shared["kubeconfig"])).toContain(UNKNOWN);
  });

  test("on a cluster of another stack that is not known yet shows what it does not tell", async () => {
    begin();
    made({ delivery: "push", cluster: unknown() as pulumi.Output<never> });
    const { spec } = await inputsOf("r-project");
    expect(spec).toMatchObject({ sourceRepos: [codeRepoUrl], destinations: UNKNOWN });
    expect((await inputsOf("r-application"))["metadata"]).toMatchObject({
      name: "product-12-r",
      namespace: UNKNOWN,
    });
  });

  test("may do what its cluster allows its product, in Argo CD's namespace there", async () => {
    begin();
    const cluster = new nautes.PhysicalCluster("pd", {
      ...clusterArgs,
      delivery: "push",
      reservedNamespacesAllowedProducts: { traefik: [pulumi.output("shop")], vault: ["bank"] },
      productAllowedClusterResources: { shop: [{ group: "a.io", kind: "A" }] },
    });
    made({ cluster });
    const { metadata, spec } = await inputsOf("r-project");
    expect(metadata["namespace"]).toBe("argocd");
    const destinations = spec["destinations"] as readonly Inputs[];
    expect(destinations.map(({ namespace }) => String(namespace))).toEqual(["shop-dev", "traefik"]);
    expect(spec["clusterResourceWhitelist"]).toEqual([{ group: "a.io", kind: "A" }]);
  });

  test("keeps its code repo's credentials secret, and nothing else", async () => {
    begin();
    made({ delivery: "push", codeRepoCredentials: { username: "reader", password: "s3cr3t" } });
    const { data, metadata } = await inputsOf("r-code-repo");
    expect(metadata["name"]).toBe("product-12-r-code-repo");
    expect(JSON.stringify(data["password"])).toContain(SECRET);
    expect(data["username"]).toBe(Buffer.from("reader").toString("base64"));
    for (const [name, { inputs }] of await found())
      if (name !== "r-code-repo") expect(JSON.stringify(inputs)).not.toContain("s3cr3t");
    expect(JSON.stringify(await inputsOf("r-registration"))).not.toContain(SECRET);
  });

  test("goes with a virtual cluster, but for its record", async () => {
    begin();
    const cluster = new nautes.VirtualCluster("vd", {
      tenant,
      delivery: "push",
      workerType: "deployment",
      apiServer: "https://10.0.0.9:31456",
      hostCluster: {
        clusterName: "h",
        apiServer: "https://10.0.0.9:6443",
        gatewayHttpsNodePort: 30443,
        kubeconfig,
      },
    });
    made({ cluster });
    const resources = await found();
    for (const name of ["application", "project", "namespace-shop-dev"])
      expect(resources.get(`r-${name}`)?.deletedWith).toContain("::vd-vcluster");
    expect(resources.get("r-registration")?.deletedWith).toBe("");
  });

  test("forgets what is on a cluster that is gone when it, or the cluster, is told to", async () => {
    begin();
    const cluster = new nautes.PhysicalCluster("pd", {
      ...clusterArgs,
      delivery: "push",
      ifUnreachable: "detach",
    });
    made({ cluster });
    const resources = await found();
    expect(resources.get("r-application")?.retainOnDelete).toBe(true);
    expect(resources.get("r-namespace-shop-dev")?.retainOnDelete).toBe(true);
    expect(resources.get("r-registration")?.retainOnDelete).toBe(false);
  });
});

describe("the URL of its code repo", () => {
  const repo = {
    kind: "CodeRepo",
    metadata: { name: "repo-34" },
    spec: { product: "product-12", repoName: "deploy-config" },
  };

  test("is what the code repo's file says", async () => {
    begin([{ ...repo, spec: { ...repo.spec, url: "ssh://git@git.example.com/shop/c.git" } }]);
    made({ delivery: "push", codeRepoUrl: undefined });
    expect((await inputsOf("r-application"))["spec"]["source"]["repoURL"]).toBe(
      "ssh://git@git.example.com/shop/c.git",
    );
  });

  test("is asked for when the file does not say it", async () => {
    begin([repo]);
    made({ delivery: "push", codeRepoUrl: undefined });
    await settle();
    const messages = recording.failures.map(({ message }) => message).join("\n");
    expect(messages).toContain("Runtime r needs the URL of its code repo");
    expect(messages).toContain("Give it as codeRepoUrl, e.g. ");
  });
});
