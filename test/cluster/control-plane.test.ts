import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { apiClient } from "../../sandbox/control-plane/api-client";
import { type ControlPlane, startControlPlane } from "../../sandbox/control-plane/control-plane";
import { type Etcd, startEtcd } from "../../sandbox/control-plane/etcd";
import { reserveServiceRange } from "../../sandbox/control-plane/service-range";
import { Started } from "../../sandbox/process";
import { descendantsOf, isAlive } from "../support/processes";

let folder: string;
let started: Started;
let etcd: Etcd;
let plane: ControlPlane;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "control-plane-"));
  started = new Started();
  etcd = started.add(await startEtcd({ folder: join(folder, "etcd") }));
  plane = started.add(await startControlPlane({ name: "one", folder: join(folder, "one"), etcd }));
});

afterAll(async () => {
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

const apps = "/apis/apps/v1/namespaces/default";
const core = "/api/v1/namespaces/default";

function pod(restartPolicy: string): object {
  const containers = [{ name: "main", image: "example" }];
  return { metadata: { labels: { app: "example" } }, spec: { restartPolicy, containers } };
}

/** Asks until `wanted` says so; the test's own time limit ends it. */
async function until(path: string, wanted: (object: any) => boolean): Promise<any> {
  for (;;) {
    const object = await plane.request("GET", path).catch((error: unknown) => error);
    if (wanted(object)) return object;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test("the pods of a Deployment become Ready", async () => {
  await plane.request("POST", `${apps}/deployments`, {
    metadata: { name: "example" },
    spec: { replicas: 2, selector: { matchLabels: { app: "example" } }, template: pod("Always") },
  });
  const { status } = await until(
    `${apps}/deployments/example`,
    (d) => d.status?.readyReplicas === 2,
  );
  expect(status.availableReplicas).toBe(2);
});

test("a claim is bound to a volume, which goes with it", async () => {
  await plane.request("POST", `${core}/persistentvolumeclaims`, {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  const claim = await until(
    `${core}/persistentvolumeclaims/data`,
    (c) => c.status?.phase === "Bound",
  );
  expect(claim.spec.storageClassName).toBe("standard");
  await plane.request("DELETE", `${core}/persistentvolumeclaims/data`);
  const left = await until("/api/v1/persistentvolumes", (list) => list.items.length === 0);
  expect(left.items).toEqual([]);
});

test("a Job completes", async () => {
  await plane.request("POST", "/apis/batch/v1/namespaces/default/jobs", {
    metadata: { name: "hook" },
    spec: { template: pod("Never") },
  });
  const path = "/apis/batch/v1/namespaces/default/jobs/hook";
  const { status } = await until(path, (job) => job.status?.succeeded === 1);
  expect(status.failed ?? 0).toBe(0);
});

test("a user is who the client certificate says, and nobody once it has expired", async () => {
  const valid = apiClient(plane.clientFor("joe", ["a", "b/c"]));
  const expired = apiClient(plane.clientFor("joe", ["system:masters"], { expired: true }));
  try {
    const review = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const { status } = (await valid.request("POST", review, {})) as any;
    expect(status.userInfo).toMatchObject({
      username: "joe",
      groups: ["a", "b/c", "system:authenticated"],
    });
    await expect(valid.request("GET", "/api/v1/nodes")).rejects.toMatchObject({ status: 403 });
    await expect(expired.request("GET", "/api/v1/nodes")).rejects.toMatchObject({ status: 401 });
  } finally {
    valid.close();
    expired.close();
  }
});

test("two planes know nothing of each other, and each ends with all its processes", async () => {
  const other = await startControlPlane({ name: "two", folder: join(folder, "two"), etcd });
  const { pids, serviceRange } = other;
  try {
    expect(serviceRange).not.toBe(plane.serviceRange);
    await other.request("POST", "/api/v1/namespaces", { metadata: { name: "only-here" } });
    await expect(plane.request("GET", "/api/v1/namespaces/only-here")).rejects.toThrow("not found");
  } finally {
    await other.stop();
  }
  expect(pids.filter(isAlive)).toEqual([]);
  expect(await plane.request("GET", "/readyz")).toBe("ok");
});

test("a start that fails half way leaves no process and no reservation behind", async () => {
  const number = Number(plane.serviceRange.split(".")[1]) + 100;
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
  const number = Number(plane.serviceRange.split(".")[1]);
  await expect(reserveServiceRange(number)).rejects.toThrow(`127.${number}.0.0/24 is taken`);
});

/** A PATH of one folder, with the programs of a control plane but one. */
function pathWithout(missing: string): string {
  const programs = join(folder, `without-${missing}`);
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
