import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";

import { apiClient } from "../../sandbox/control-plane/api-client";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";
import { startControlPlane } from "../../sandbox/control-plane/control-plane";
import { reserveServiceRange } from "../../sandbox/control-plane/service-range";
import { descendantsOf, isAlive } from "../support/processes";
import { deploy, podTemplate, startWorld, until, type World } from "./control-plane-world";

let world: World;
let plane: ControlPlane;

beforeAll(async () => {
  world = await startWorld();
  plane = world.plane;
});

afterAll(() => world.stop());

test("the pods of a Deployment become Ready", async () => {
  await deploy(plane, "default", "example");
  const pods = await plane.request(
    "GET",
    "/api/v1/namespaces/default/pods?labelSelector=app=example",
  );
  const phases = (pods as { items: { status: { phase: string } }[] }).items.map(
    ({ status }) => status.phase,
  );
  expect(phases).toEqual(["Running", "Running"]);
});

test("a claim is bound to a volume, which goes with it", async () => {
  const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
  await plane.request("POST", claims, {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  interface Claim {
    readonly spec: { readonly storageClassName: string };
    readonly status: { readonly phase: string };
  }
  const bound = await until<Claim>(
    plane,
    `${claims}/data`,
    ({ status }) => status.phase === "Bound",
  );
  expect(bound.spec.storageClassName).toBe("standard");
  await plane.request("DELETE", `${claims}/data`);
  await until<{ items: unknown[] }>(
    plane,
    "/api/v1/persistentvolumes",
    ({ items }) => items.length === 0,
  );
});

test("a Job completes", async () => {
  const jobs = "/apis/batch/v1/namespaces/default/jobs";
  await plane.request("POST", jobs, {
    metadata: { name: "hook" },
    spec: { template: podTemplate("hook", "Never") },
  });
  interface Job {
    readonly status: { readonly succeeded?: number; readonly failed?: number };
  }
  const { status } = await until<Job>(plane, `${jobs}/hook`, (job) => job.status.succeeded === 1);
  expect(status.failed).toBeUndefined();
});

test("a user is who the client certificate says, and nobody once it has expired", async () => {
  const valid = apiClient(plane.clientFor("joe", ["a", "b/c"]));
  const expired = apiClient(plane.clientFor("joe", ["system:masters"], { expired: true }));
  try {
    const review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    expect(await valid.request("POST", review, {})).toMatchObject({
      status: { userInfo: { username: "joe", groups: ["a", "b/c", "system:authenticated"] } },
    });
    await expect(valid.request("GET", "/api/v1/nodes")).rejects.toMatchObject({ status: 403 });
    await expect(expired.request("GET", "/api/v1/nodes")).rejects.toMatchObject({ status: 401 });
  } finally {
    valid.close();
    expired.close();
  }
});

test("two planes know nothing of each other, and each ends with all its processes", async () => {
  const { etcd, folder } = world;
  const other = await startControlPlane({ name: "two", folder: join(folder, "two"), etcd });
  const { pids, serviceRange } = other;
  try {
    expect(serviceRange).not.toBe(plane.serviceRange);
    expect(pids.filter(isAlive)).toHaveLength(4);
    await other.request("POST", "/api/v1/namespaces", { metadata: { name: "only-here" } });
    await expect(plane.request("GET", "/api/v1/namespaces/only-here")).rejects.toThrow("not found");
  } finally {
    await other.stop();
  }
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await plane.request("GET", "/readyz")).toBe("ok");
});

test("a start that fails half way leaves no process and no reservation behind", async () => {
  const { etcd, folder } = world;
  const number = numberOf(plane) < 100 ? 200 : 50;
  const half = { name: "half", folder: join(folder, "half"), etcd, number };
  const before = descendantsOf(process.pid).length;
  const path = process.env["PATH"];
  process.env["PATH"] = pathWithout("kwok");
  try {
    await expect(startControlPlane(half)).rejects.toThrow("kwok ended with spawn kwok ENOENT");
  } finally {
    process.env["PATH"] = path;
  }
  expect(descendantsOf(process.pid)).toHaveLength(before);
  await (await reserveServiceRange(number)).stop();
});

test("a service range is given once", async () => {
  const number = numberOf(plane);
  await expect(reserveServiceRange(number)).rejects.toThrow(`127.${number}.0.0/24 is taken`);
});

function numberOf({ serviceRange }: ControlPlane): number {
  return Number(serviceRange.split(".")[1]);
}

/** A PATH of one folder, with the programs of a control plane but one. */
function pathWithout(missing: string): string {
  const programs = join(world.folder, `without-${missing}`);
  mkdirSync(programs);
  const all = ["openssl", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"];
  for (const program of all.filter((each) => each !== missing)) {
    const found = (process.env["PATH"] ?? "").split(delimiter).map((dir) => join(dir, program));
    symlinkSync(
      found.find((file) => existsSync(file))!,
      join(programs, program),
    );
  }
  return programs;
}
