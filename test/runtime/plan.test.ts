import fc from "fast-check";
import type { Manifest } from "../../components/charts/model";
import type { DeploymentRuntimeArgs } from "../../components/registration";
import type { RuntimePlan } from "../../components/runtime/model";
import { runtimePlan } from "../../components/runtime/plan";
import * as given from "../registration/given";

const codeRepoUrl = "https://git.example.com/shop/deploy-config.git";

function planOf(more: Partial<DeploymentRuntimeArgs> = {}): RuntimePlan {
  const cluster = { clusterName: "vd", kubeconfig: given.kubeconfig };
  return runtimePlan({ ...given.runtime, delivery: "push", codeRepoUrl, cluster, ...more });
}

function objectsOf({ shared, project, credentials, application }: RuntimePlan): Manifest[] {
  const own = [project, application, ...(credentials === undefined ? [] : [credentials])];
  return [...shared.flatMap((step) => Object.values(step)), ...own];
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

const belongsto = { "resource.nautes.io/belongsto": "product-12" };

test("a runtime is its product's namespace, its own below it with the account, a project, and an application", () => {
  const [first, second, third] = planOf({ account: "deployer" }).shared.map((step) =>
    Object.values(step).map(nameOf),
  );
  expect(first).toEqual(["Namespace /product-12"]);
  expect(second).toEqual(["RoleBinding product-12/product-12", "Namespace /shop-dev"]);
  expect(third).toEqual([
    "HierarchyConfiguration shop-dev/hierarchy",
    "ServiceAccount shop-dev/deployer",
    "RoleBinding shop-dev/deployer",
  ]);
});

test("account and namespace are the runtime's name by default", () => {
  const { shared } = planOf({ destination: { environment: "env-dev" } });
  expect(Object.values(shared[2] ?? {}).map(nameOf)).toContain("ServiceAccount dr-dev/dr-dev");
});

test("the product's group has all rights in the product's namespace, from where HNC copies them", () => {
  const { shared } = planOf();
  expect(shared[1]?.["product-group"]).toMatchObject({
    roleRef: { kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "Group", name: "shop", apiGroup: "rbac.authorization.k8s.io" }],
  });
  expect(shared[2]?.["hierarchy-shop-dev"]).toMatchObject({ spec: { parent: "product-12" } });
});

test("the project knows the runtime's own namespaces and source before the application is there", () => {
  const namespaces = ["shop-dev", "shop-more"];
  const { project, application } = planOf({
    destination: { environment: "env-dev", namespaces },
  });
  const server = "https://kubernetes.default.svc";
  expect(project).toMatchObject({
    metadata: { name: "product-12-dr-dev", namespace: "argocd" },
    spec: {
      sourceRepos: [codeRepoUrl],
      destinations: namespaces.map((namespace) => ({ server, namespace })),
      clusterResourceWhitelist: [],
    },
  });
  expect(application).toMatchObject({
    metadata: {
      name: "product-12-dr-dev",
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      project: "product-12-dr-dev",
      source: { repoURL: codeRepoUrl, path: "manifests/development", targetRevision: "HEAD" },
      destination: { server, namespace: "shop-dev" },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  });
});

test("the group's rights in Argo CD are a role of the project, in the form that Argo CD accepts", () => {
  const [role] = (planOf().project["spec"] as { roles: readonly Role[] }).roles;
  expect(role?.groups).toEqual(["shop"]);
  const project = "product-12-dr-dev";
  // As Argo CD's validatePolicy has it: six parts, the role itself, a resource of projects, objects of the project.
  expect(role?.policies.map((policy) => policy.split(/,\s*/))).toEqual(
    ["applications", "exec", "logs"].map((resource) => [
      "p",
      `proj:${project}:${role?.name ?? ""}`,
      resource,
      "*",
      `${project}/*`,
      "allow",
    ]),
  );
});

interface Role {
  readonly name: string;
  readonly groups: readonly string[];
  readonly policies: readonly string[];
}

test("Argo CD is where the cluster's component is", () => {
  const components = { deployment: { name: "argocd", namespace: "cd" } };
  const cluster = { clusterName: "vd", kubeconfig: given.kubeconfig, components };
  const { project, application } = planOf({ cluster });
  expect([project, application].map(({ metadata }) => metadata.namespace)).toEqual(["cd", "cd"]);
});

test.each([
  ["a login", { username: "reader", password: "canary" }, codeRepoUrl],
  [
    "a key",
    { sshPrivateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n" },
    "ssh://git@git.example.com/shop/deploy-config.git",
  ],
])("%s for the code repo is a Secret that serves this project alone", (_, signIn, url) => {
  const { credentials } = planOf({ codeRepoCredentials: signIn, codeRepoUrl: url });
  expect(credentials?.metadata.labels).toEqual({
    "argocd.argoproj.io/secret-type": "repository",
    ...belongsto,
  });
  const data = Object.entries(credentials?.["data"] as Record<string, string>);
  expect(
    Object.fromEntries(data.map(([key, text]) => [key, Buffer.from(text, "base64").toString()])),
  ).toEqual({ type: "git", url, project: "product-12-dr-dev", ...signIn });
});

test("without credentials there is no Secret", () => {
  expect(planOf()).not.toHaveProperty("credentials");
});

describe("any runtimes of a cluster", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
  const runtime: fc.Arbitrary<One> = fc.record({
    runtimeName: label.map((name) => `r-${name}`),
    number: fc.integer({ min: 1, max: 20 }),
    account: label.map((name) => `a-${name}`),
    namespaces: fc.uniqueArray(
      label.map((name) => `n-${name}`),
      { minLength: 1, maxLength: 3 },
    ),
  });

  function planned({ runtimeName, number, account, namespaces }: One) {
    return planOf({
      runtimeName,
      productId: `product-${number}`,
      account,
      destination: { environment: "env-dev", namespaces },
    });
  }

  test("carry their product's label on every object", () => {
    fc.assert(
      fc.property(runtime, (one) => {
        const plan = planned(one);
        expect(plan.owner.value).toBe(`product-${one.number}`);
        for (const { metadata } of objectsOf(plan))
          expect(metadata.labels).toMatchObject({ [plan.owner.label]: plan.owner.value });
      }),
    );
  });

  test("have no object in common that is not shared, and share only what is equal", () => {
    fc.assert(
      fc.property(runtime, runtime, (one, other) => {
        fc.pre(one.runtimeName !== other.runtimeName || one.number !== other.number);
        const [first, second] = [planned(one), planned(other)];
        expect(first.project.metadata.name).not.toBe(second.project.metadata.name);
        expect(first.application.metadata.name).not.toBe(second.application.metadata.name);
        if (one.number !== other.number) return;
        const shared = new Map(
          first.shared
            .flatMap((step) => Object.values(step))
            .map((object) => [nameOf(object), object]),
        );
        for (const object of second.shared.flatMap((step) => Object.values(step)))
          expect(shared.get(nameOf(object)) ?? object).toEqual(object);
      }),
    );
  });

  test("need nothing before it is made: a namespace comes in an earlier step than what is in it", () => {
    fc.assert(
      fc.property(runtime, (one) => {
        const there = new Set<string>();
        for (const step of planned(one).shared) {
          for (const { metadata } of Object.values(step))
            if (metadata.namespace !== undefined) expect(there).toContain(metadata.namespace);
          for (const { kind, metadata } of Object.values(step))
            if (kind === "Namespace") there.add(metadata.name);
        }
      }),
    );
  });
});

interface One {
  readonly runtimeName: string;
  readonly number: number;
  readonly account: string;
  readonly namespaces: readonly string[];
}
