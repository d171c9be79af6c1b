import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import type { ControlPlane } from "../../sandbox/control-plane/control-plane";
import { forwardNodePort } from "../../sandbox/control-plane/node-ports";
import { runOperators } from "../../sandbox/control-plane/operators";
import { deploy, startWorld, until, untilGone, type World } from "./control-plane-world";

const argoEvents = "/apis/argoproj.io/v1alpha1/namespaces/default";
const controller =
  "/apis/apps/v1/namespaces/argo-events/deployments/argo-events-controller-manager";

let world: World;
let plane: ControlPlane;

beforeAll(async () => {
  world = await startWorld();
  plane = world.plane;
  world.started.add(runOperators(plane.client));
  await define("EventBus", "eventbus");
  await define("Sensor", "sensors");
  await plane.request("POST", "/api/v1/namespaces", { metadata: { name: "argo-events" } });
});

afterAll(() => world.stop());

interface CustomResource {
  readonly metadata: {
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string }[] };
}

test("an EventBus is Deployed once the operator's Deployment is there", async () => {
  await create("EventBus", "eventbus", "default");
  const before = (await plane.request("GET", `${argoEvents}/eventbus/default`)) as CustomResource;
  expect(before.status).toBeUndefined();
  await deploy(plane, "argo-events", "argo-events-controller-manager");
  const bus = await until<CustomResource>(
    plane,
    `${argoEvents}/eventbus/default`,
    ({ status }) => status !== undefined,
  );
  expect(bus.status?.conditions?.map(({ type }) => type)).toContain("Deployed");
  expect(bus.metadata.finalizers).toEqual(["eventbus-controller"]);
});

test("an EventBus stays as long as a Sensor names it", async () => {
  await create("Sensor", "sensors", "on-push");
  await until<CustomResource>(
    plane,
    `${argoEvents}/sensors/on-push`,
    ({ status }) => status !== undefined,
  );
  await plane.request("DELETE", `${argoEvents}/eventbus/default`);
  await deploy(plane, "default", "something-else");
  const held = (await plane.request("GET", `${argoEvents}/eventbus/default`)) as CustomResource;
  expect(held.metadata.deletionTimestamp).toBeDefined();
  await plane.request("DELETE", `${argoEvents}/sensors/on-push`);
  await untilGone(plane, `${argoEvents}/sensors/on-push`);
  await untilGone(plane, `${argoEvents}/eventbus/default`);
});

test("what is deleted after its operator stays, until the operator is back", async () => {
  await create("EventBus", "eventbus", "late");
  await until<CustomResource>(
    plane,
    `${argoEvents}/eventbus/late`,
    ({ status }) => status !== undefined,
  );
  await plane.request("DELETE", controller);
  await untilGone(plane, controller);
  await plane.request("DELETE", `${argoEvents}/eventbus/late`);
  await deploy(plane, "default", "another");
  const stuck = (await plane.request("GET", `${argoEvents}/eventbus/late`)) as CustomResource;
  expect(stuck.metadata.finalizers).toEqual(["eventbus-controller"]);
  await deploy(plane, "argo-events", "argo-events-controller-manager");
  await untilGone(plane, `${argoEvents}/eventbus/late`);
});

test("a NodePort answers with what listens behind it, and says when it is taken", async () => {
  const behind = createServer((socket) => socket.end("hello")).listen(0, "127.0.0.1");
  await once(behind, "listening");
  const { port: target } = behind.address() as AddressInfo;
  const forwarded = await forwardNodePort(await unusedPort(), target);
  try {
    expect(await text(connect(forwarded.port, "127.0.0.1"))).toBe("hello");
    await expect(forwardNodePort(forwarded.port, target)).rejects.toThrow(
      `NodePort ${forwarded.port} is in use on this machine`,
    );
  } finally {
    await forwarded.stop();
    behind.close();
  }
  await expect(text(connect(forwarded.port, "127.0.0.1"))).rejects.toThrow("ECONNREFUSED");
});

/** In the range of NodePorts, which the system gives to nobody by itself. */
async function unusedPort(): Promise<number> {
  for (let port = 30_000; ; port += 1) {
    const probe = await forwardNodePort(port, 1).catch(() => undefined);
    if (probe === undefined) continue;
    await probe.stop();
    return port;
  }
}

async function create(kind: string, plural: string, name: string): Promise<void> {
  await plane.request("POST", `${argoEvents}/${plural}`, {
    apiVersion: "argoproj.io/v1alpha1",
    kind,
    metadata: { name },
    spec: {},
  });
}

async function define(kind: string, plural: string): Promise<void> {
  const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const version = { name: "v1alpha1", served: true, storage: true, schema: { openAPIV3Schema } };
  await plane.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    metadata: { name: `${plural}.argoproj.io` },
    spec: {
      group: "argoproj.io",
      scope: "Namespaced",
      names: { plural, kind },
      versions: [{ ...version, subresources: { status: {} } }],
    },
  });
  await until(plane, `${argoEvents}/${plural}`, () => true);
}
