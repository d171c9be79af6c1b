import type { Step } from "../support/engine-events";
import { disorder } from "./push-order";
import { orderLaw } from "./push-order-law";

describe("What is installed comes wave after wave, and goes in reverse, before registration and credential", () => {
  orderLaw([1]);
});

test("the check sees a wrong order", () => {
  const release = "kubernetes:helm.sh/v3:Release";
  function step(name: string, type: string, begin: number, end: number, op = "create"): Step {
    return { op, type, name, begin, end };
  }
  const operator = step("pd-argocd", release, 1, 4);
  const hnc = step("pd-hnc", release, 3, 6);
  expect(disorder([operator, hnc], { names: ["pd"] })).toEqual([
    "create pd-hnc began before pd-argocd was done",
  ]);
  const credential = step("pd-credential", "nautes:index:ClusterCredential", 1, 2, "delete");
  const registration = step("pd-registration", "nautes:index:ConfigFiles", 3, 4, "delete");
  expect(disorder([credential, registration], { names: ["pd"] })).toEqual([
    "delete pd-credential began before pd-registration was done",
  ]);
  const host = step("h-traefik", release, 3, 6);
  const virtual = step("vd-access", "nautes:index:VirtualClusterAccess", 1, 2);
  expect(disorder([virtual, host], { names: ["h", "vd"], host: "h" })).toEqual([
    "create vd-access began before h-traefik was done",
  ]);
});
