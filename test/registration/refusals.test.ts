import { registerPhysicalCluster, registerVirtualCluster } from "../../components/registration";
import * as given from "./given";
import { problemsOf, refusal } from "./refused";

test("all problems are told at once, those between properties, too", () => {
  const problems = problemsOf(() =>
    registerVirtualCluster({
      ...given.vp,
      clusterName: "tenant1",
      apiServer: "https://10.0.0.9",
      primaryDomain: "https://x",
      components: {
        gateway: { additions: { httpNodePort: "x" } },
        progressiveDelivery: {},
      },
      reservedNamespacesAllowedProducts: { "argo-rollouts": ["shop"] },
      allowSecretsInFiles: false,
      colour: "red",
    } as never),
  );
  expect(problems.map(({ path }) => path).sort()).toEqual([
    "clusterName",
    "colour",
    "components.gateway.additions.httpNodePort",
    "components.progressiveDelivery",
    "httpsNodePort",
    "primaryDomain",
    "reservedNamespacesAllowedProducts.argo-rollouts",
    "tenant.oidc.existingSecret",
  ]);
});

test("of an object that is missing, all that is needed of it is named", () => {
  const problems = problemsOf(() =>
    registerPhysicalCluster({ ...given.pd, tenant: { name: "tenant1" } }),
  );
  expect(problems.map(({ path }) => path).sort()).toEqual([
    "tenant.caCertificate",
    "tenant.git.address",
    "tenant.git.caCertificate",
    "tenant.oidc.clientId",
    "tenant.oidc.clientSecret",
    "tenant.oidc.cookieSecret",
    "tenant.oidc.issuer",
    "tenant.repositoryUrl",
    "tenant.vault.address",
    "tenant.vault.caCertificate",
  ]);
});

test("the message is one readable text", () => {
  const error = refusal(() =>
    registerPhysicalCluster({ ...given.pd, apiServer: "x", workerType: "build" } as never),
  );
  expect(error.message.split("\n")).toEqual([
    'physical cluster "pd" has 2 problems in its arguments.',
    expect.stringMatching(/^ {2}apiServer: /),
    expect.stringMatching(/^ {2}workerType: /),
  ]);
});

test.each([undefined, null, "pd", []])("arguments that are %p are refused, too", (args) => {
  expect(refusal(() => registerPhysicalCluster(args as never)).problems.length).toBeGreaterThan(0);
});
