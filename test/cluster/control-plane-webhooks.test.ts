import type { ControlPlane } from "../../sandbox/control-plane/control-plane";
import { serveWebhooks, type Webhooks } from "../../sandbox/control-plane/webhooks";
import { deploy, startWorld, until, type World } from "./control-plane-world";

const configurations = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const configMaps = "/api/v1/namespaces/default/configmaps";
const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

let world: World;
let plane: ControlPlane;
let webhooks: Webhooks;

beforeAll(async () => {
  world = await startWorld();
  plane = world.plane;
  webhooks = world.started.add(await serveWebhooks(plane));
  await plane.request("POST", "/api/v1/namespaces", { metadata: { name: "guard" } });
  await plane.request("POST", "/api/v1/namespaces/guard/services", {
    metadata: { name: "webhook" },
    spec: { selector: { app: "webhook" }, ports: [{ port: 443, targetPort: 9443 }] },
  });
  await plane.request("POST", configurations, configuration("guard", "guard/webhook"));
});

afterAll(() => world.stop());

beforeEach(() => webhooks.behave("guard/webhook", "allow"));

test("a webhook whose Service has no Ready pod refuses, instead of letting calls run out of time", async () => {
  await expect(firstRefusal("early")).resolves.toMatch(
    /failed calling webhook "guard\.example\.com".*connection refused/,
  );
  expect(webhooks.served()).toEqual([]);
});

test("it allows once its Deployment is there", async () => {
  await deploy(plane, "guard", "webhook");
  await until<Configuration>(
    plane,
    `${configurations}/guard`,
    (found) => found.webhooks[0]?.clientConfig.caBundle !== undefined,
  );
  await until(plane, configMaps, () => webhooks.served().includes("guard/webhook"));
  await retried(() => create("allowed"));
});

test("it denies with the message that it was told", async () => {
  await webhooks.behave("guard/webhook", { deny: "not on a Saturday" });
  await expect(create("denied")).rejects.toThrow(/denied the request: not on a Saturday/);
});

test("it hangs until the API server gives up", async () => {
  await webhooks.behave("guard/webhook", "hang");
  await expect(create("hung")).rejects.toThrow(/context deadline exceeded|Timeout/);
});

test("it is refused while it is told not to be served, and only that one", async () => {
  await webhooks.behave("guard/webhook", "unserved");
  await expect(firstRefusal("unserved")).resolves.toMatch(/connection refused/);
  await webhooks.behave("guard/webhook", "allow");
  await retried(() => create("served-again"));
});

test("a caBundle that an upgrade has emptied is put back", async () => {
  const emptied = [{ op: "remove", path: "/webhooks/0/clientConfig/caBundle" }];
  await plane.request("PATCH", `${configurations}/guard`, emptied);
  await until<Configuration>(
    plane,
    `${configurations}/guard`,
    (found) => found.webhooks[0]?.clientConfig.caBundle !== undefined,
  );
  await retried(() => create("after-upgrade"));
});

test("a conversion is served too", async () => {
  await plane.request("POST", definitions, convertedDefinition());
  const things = "/apis/example.com/v1/namespaces/default/things";
  const older = things.replace("/v1/", "/v1beta1/");
  await until(plane, things, () => true);
  await retried(() =>
    plane.request("POST", things, {
      apiVersion: "example.com/v1",
      kind: "Thing",
      metadata: { name: "a" },
      spec: { size: 3 },
    }),
  );
  const found = await until(plane, `${older}/a`, () => true);
  expect(found).toMatchObject({ apiVersion: "example.com/v1beta1", spec: { size: 3 } });
});

test("a wrong order of deletion wedges: the configuration outlives the Deployment", async () => {
  await plane.request("DELETE", "/apis/apps/v1/namespaces/guard/deployments/webhook");
  await until(plane, configMaps, () => !webhooks.served().includes("guard/webhook"));
  await expect(firstRefusal("wedged")).resolves.toMatch(/connection refused/);
  await plane.request("DELETE", `${configurations}/guard`);
  await retried(() => create("free"));
});

interface Configuration {
  readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
}

function create(name: string): Promise<unknown> {
  return plane.request("POST", configMaps, { metadata: { name } });
}

/** Why the API server refuses a ConfigMap, once it has seen what makes it. */
async function firstRefusal(name: string): Promise<string> {
  const deadline = Date.now() + 30_000;
  for (let count = 0; Date.now() < deadline; count++) {
    const refusal = await create(`${name}-${count}`).then(
      () => undefined,
      (error: unknown) => String(error),
    );
    if (refusal !== undefined) return refusal;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `${name} was not refused within 30 s`;
}

/** The API server takes a moment to see a configuration; a denial is final. */
async function retried(act: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function configuration(name: string, service: string): object {
  const [namespace, serviceName] = service.split("/");
  return {
    metadata: { name },
    webhooks: [
      {
        name: `${name}.example.com`,
        clientConfig: { service: { namespace, name: serviceName, path: "/validate" } },
        rules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE"],
            resources: ["configmaps"],
          },
        ],
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "default" } },
        failurePolicy: "Fail",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        timeoutSeconds: 1,
      },
    ],
  };
}

function convertedDefinition(): object {
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  const service = { namespace: "guard", name: "webhook", path: "/convert" };
  return {
    metadata: { name: "things.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "things", singular: "thing", kind: "Thing" },
      versions: [
        { name: "v1", served: true, storage: true, schema },
        { name: "v1beta1", served: true, storage: false, schema },
      ],
      conversion: {
        strategy: "Webhook",
        webhook: { conversionReviewVersions: ["v1"], clientConfig: { service } },
      },
    },
  };
}
