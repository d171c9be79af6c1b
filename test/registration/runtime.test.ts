import { registerDeploymentRuntime } from "../../components/registration";
import * as given from "./given";

const apiVersion = "nautes.resource.nautes.io/v1alpha1";

test("a runtime is its file and its entry, equal to those of Nautes when parsed", () => {
  const { claims } = registerDeploymentRuntime({ ...given.runtime, account: "dr-dev-sa" });
  expect(claims).toMatchObject({ subject: "deployment runtime dr-dev", texts: {}, shared: {} });
  expect(claims.documents).toEqual({
    "runtimes/dr-dev.yaml": {
      apiVersion,
      kind: "DeploymentRuntime",
      metadata: { name: "dr-dev", namespace: "product-12" },
      spec: {
        account: "dr-dev-sa",
        destination: { environment: "env-dev", namespaces: ["shop-dev"] },
        manifestSource: {
          codeRepo: "repo-34",
          path: "manifests/development",
          targetRevision: "HEAD",
        },
        product: "product-12",
        projectsRef: ["api-server"],
      },
    },
  });
  expect(claims.entries["production/kustomization.yaml"]).toMatchObject({
    list: "resources",
    values: ["../runtimes/dr-dev.yaml"],
  });
});

test("a runtime with environment makes that, too", () => {
  const environment = { type: "development" };
  const { claims } = registerDeploymentRuntime({ ...given.runtime, environment });
  expect(claims.documents["envs/env-dev.yaml"]).toEqual({
    apiVersion,
    kind: "Environment",
    metadata: { name: "env-dev", namespace: "product-12" },
    spec: { cluster: "vd", envType: "development", product: "product-12" },
  });
  expect(claims.entries["production/kustomization.yaml"]?.values).toEqual([
    "../envs/env-dev.yaml",
    "../runtimes/dr-dev.yaml",
  ]);
  const released = claims.forbids.filter(({ when }) => when === "release");
  expect(released.map(({ folder }) => folder)).toEqual(["runtimes", "projects"]);
});

test("account and namespace are the runtime's name by default, and written", () => {
  const { claims, facts } = registerDeploymentRuntime({
    ...given.runtime,
    projects: [],
    destination: { environment: "env-dev" },
  });
  expect(facts).toEqual({
    runtimeName: "dr-dev",
    clusterName: "vd",
    account: "dr-dev",
    namespaces: ["dr-dev"],
  });
  expect(claims.documents["runtimes/dr-dev.yaml"]).toMatchObject({
    spec: { account: "dr-dev", destination: { namespaces: ["dr-dev"] } },
  });
  expect(claims.documents["runtimes/dr-dev.yaml"]).not.toHaveProperty("spec.projectsRef");
});

test("skipChecks leaves out the checks against other files, but never those of a delete", () => {
  const { requires, forbids } = registerDeploymentRuntime({
    ...given.runtime,
    skipChecks: true,
    environment: { type: "development" },
  }).claims;
  expect(requires).toEqual([]);
  expect(forbids.map(({ when }) => when)).toEqual(["release", "release"]);
});
