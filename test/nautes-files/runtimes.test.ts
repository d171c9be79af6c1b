import { contentOf } from "../../provider/nautes-files/declared";
import { nearest } from "../../provider/nautes-files/nearest";
import type { RuntimeRecord } from "../../provider/nautes-files/runtimes";
import {
  codeRepoNumber,
  isProductFile,
  productIdsIn,
  productNumber,
  runtimesIn,
} from "../../provider/nautes-files/runtimes";
import { renderDocument } from "../../provider/claims/render";
import { registerDeploymentRuntime } from "../../components/registration";
import * as given from "../registration/given";
import { productFiles } from "./texts";

function declaredIn(files: Readonly<Record<string, string>>) {
  return Object.entries(files)
    .filter(([path]) => isProductFile(path))
    .flatMap(([path, text]) => contentOf(path, text).declared);
}

function read(files: Readonly<Record<string, string>>): readonly RuntimeRecord[] {
  return runtimesIn(declaredIn(files));
}

test("runtimes that Nautes wrote are read, with what the files beside them tell", () => {
  expect(read(productFiles)).toEqual([
    {
      runtimeName: "dr-dev",
      path: "runtimes/dr-dev.yaml",
      productId: "product-12",
      projects: ["api-server", "web"],
      manifestSource: {
        codeRepo: "deploy-config",
        codeRepoId: "repo-34",
        path: "manifests/development",
        targetRevision: "HEAD",
      },
      destination: { environment: "env-dev", namespaces: ["shop-dev"] },
      account: "dr-dev-sa",
      clusterName: "vd",
    },
    {
      runtimeName: "dr-test",
      path: "runtimes/dr-test.yaml",
      productId: "product-12",
      projects: [],
      manifestSource: { codeRepoId: "repo-35", path: ".", targetRevision: "main" },
      destination: { environment: "env-test", namespaces: ["dr-test"] },
      account: "dr-test",
    },
  ]);
  expect(productIdsIn(declaredIn(productFiles))).toEqual(new Set(["product-12"]));
});

test("a runtime whose file says nothing is read as nothing but its name", () => {
  const [first] = Object.keys(productFiles).filter((path) => path.startsWith("runtimes/"));
  const text = productFiles[first!]!.replace(/spec:[^]*/, "spec: {destination: {}}\n");
  expect(read({ [first!]: text })).toEqual([
    {
      runtimeName: "dr-dev",
      path: first,
      projects: [],
      manifestSource: {},
      destination: { namespaces: ["dr-dev"] },
      account: "dr-dev",
    },
  ]);
});

test("what registration writes is read back", () => {
  for (const environment of [undefined, { type: "dev" }]) {
    const { claims, facts } = registerDeploymentRuntime({ ...given.runtime, environment });
    const files = Object.fromEntries(
      Object.entries(claims.documents).map(([path, one]) => [path, renderDocument(one)]),
    );
    const { path, targetRevision } = given.runtime.manifestSource;
    expect(read(files)).toEqual([
      {
        runtimeName: facts.runtimeName,
        path: "runtimes/dr-dev.yaml",
        productId: given.runtime.productId,
        projects: given.runtime.projects,
        manifestSource: { path, targetRevision, codeRepoId: given.runtime.codeRepoId },
        destination: given.runtime.destination,
        account: facts.account,
        clusterName: environment === undefined ? undefined : "vd",
      },
    ]);
  }
});

test("ids are told from names", () => {
  expect(productNumber("product-12")).toBe(12);
  expect(codeRepoNumber("repo-34")).toBe(34);
  for (const one of ["shop", "product-", "product-x", "my-product-12", "repo-1.5"]) {
    expect(productNumber(one)).toBeUndefined();
    expect(codeRepoNumber(one)).toBeUndefined();
  }
});

describe("the nearest names", () => {
  test.each([
    ["pd1", ["pd", "vp", "host-1"], ["pd"]],
    ["Prod_EU", ["prod-eu", "prod-us"], ["prod-eu"]],
    ["pe", ["pd", "pp", "host-1"], ["pd", "pp"]],
    ["staging", ["pd", "vp"], []],
    ["pd", [], []],
  ])("to %s among %j are %j", (name, known, near) => {
    expect(nearest(name, known)).toEqual(near);
  });
});
