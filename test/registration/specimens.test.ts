import fc from "fast-check";

import {
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
  specimensFor,
} from "../../components/registration";
import type { Registration } from "../../components/registration";
import * as given from "./given";

type Args = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

const tenant = {
  ...given.tenantInClear,
  namespace: "nautes",
  git: { ...given.tenant.git, type: "gitlab", deployKeyType: "ecdsa" },
  dex: { kubeconfig: given.kubeconfig, namespace: "dex", configMap: "dex" },
  mirror: { charts: "oci://charts.example.com", images: "images.example.com" },
};
const ports = { httpNodePort: "30081", httpsNodePort: 30444 };
const products = {
  reservedNamespacesAllowedProducts: { argocd: ["shop", "bank"] },
  productAllowedClusterResources: { shop: [{ group: "a.io", kind: "A" }] },
};
const multiTenant = { additions: { syncResourceTypes: "tekton.dev/Pipeline", free: "x" } };
const worker = {
  ...products,
  tenant,
  primaryDomain: "example.com",
  components: {
    gateway: { additions: ports },
    multiTenant,
    deployment: { additions: { host: "cd.example.com" } },
    pipeline: { additions: { host: "ci.example.com" } },
  },
};

/** Arguments with every leaf, and with only the needed ones, where what is derived differs. */
const cases: readonly [string, (args: never) => Registration<unknown>, Args][] = [
  ["pp, all", registerPhysicalCluster, { ...given.pp, ...worker, kubeconfig: given.kubeconfig }],
  ["pp, few", registerPhysicalCluster, { ...given.pp }],
  [
    "pd",
    registerPhysicalCluster,
    { ...given.pd, tenant: given.tenant, allowSecretsInFiles: false },
  ],
  [
    "h, all",
    registerHostCluster,
    { ...given.h, tenant, components: { gateway: { additions: ports } } },
  ],
  ["h, few", registerHostCluster, { ...given.h }],
  ["vp, all", registerVirtualCluster, { ...given.vp, ...worker, httpsNodePort: 31999 }],
  ["vp, few", registerVirtualCluster, { ...given.vp }],
  ["vd", registerVirtualCluster, { ...given.vd, tenant: given.tenant, allowSecretsInFiles: false }],
  [
    "runtime",
    registerDeploymentRuntime,
    {
      ...given.runtime,
      cluster: { clusterName: "vd", components: registerVirtualCluster(given.vd).facts.components },
      environment: { type: "dev" },
    },
  ],
  [
    "pushed runtime",
    registerDeploymentRuntime,
    {
      ...given.runtime,
      delivery: "push",
      cluster: { clusterName: "vd", delivery: "push", kubeconfig: given.kubeconfig },
      codeRepoUrl: "https://git.example.com/shop/deploy-config.git",
      codeRepoCredentials: { username: "reader", password: "secret" },
      ifUnreachable: "fail",
    },
  ],
];

/** Leaves that no file and no derived value of any class takes anything from, or none of this class. */
const unused =
  /^(kubeconfig|cluster\.(components\..*|kubeconfig)|codeRepo(Url|Credentials\..*)|tenant\.(dex|mirror)\..*|hostCluster\.kubeconfig)$/;
const unusedOf: Readonly<Record<string, RegExp>> = {
  h: /^tenant\.(vault|git)\./,
  v: /^tenant\.oidc\.cookieSecret$/,
};
/** What gives files their structure: `plain` arguments, and the Git server's host, which is a key. */
const structural =
  /^(clusterName|workerType|delivery|ifUnreachable|cluster\.delivery|allowSecretsInFiles|tenant\.git\.address|hostCluster\.clusterName|runtimeName|product|projects.*|destination.*|cluster\.components\.\w+\.(name|namespace))$/;

function leaves(value: unknown, path: Path = []): Path[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) =>
        leaves(item, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : [path];
}

function replaced(value: unknown, path: Path, leaf: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return leaf;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? replaced(item, rest, leaf) : item));
  const map = value as Args;
  return { ...map, [key]: replaced(map[key], rest, leaf) };
}

/** As text, which compares faster than the data. */
function structureOf(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" ? item : typeof item,
  );
}

function inputsOf(args: Args): Path[] {
  return leaves(args).filter((path) => specimensFor(path) !== undefined);
}

describe.each(cases)("of %s", (kind, register, args) => {
  const expected = structureOf(register(args as never));

  test.each(leaves(args).map((path) => path.join(".")))("%s is plain or has specimens", (path) => {
    expect(specimensFor(path) === undefined).toBe(structural.test(path));
  });

  test.each(inputsOf(args).map((path) => [path.join("."), path] as const))(
    "both specimens of %s give the same structure and another content",
    (name, path) => {
      const [first, second] = specimensFor(path)!.map((leaf) =>
        register(replaced(args, path, leaf) as never),
      );
      expect(structureOf(first)).toBe(expected);
      expect(structureOf(second)).toBe(expected);
      expect(JSON.stringify(first) === JSON.stringify(second)).toBe(
        unused.test(name) || unusedOf[kind.charAt(0)]?.test(name) === true,
      );
    },
  );

  test("specimens of any leaves pass in any combination", () => {
    const choice = fc.constantFrom("given", "first", "second");
    const choices = fc.array(choice, { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(choices, (chosen) => {
        const mixed = inputsOf(args).reduce<unknown>((all, path, index) => {
          const specimens = specimensFor(path)!;
          const which = chosen[index % chosen.length];
          if (which === "given") return all;
          return replaced(all, path, specimens[which === "first" ? 0 : 1]);
        }, args);
        expect(structureOf(register(mixed as never))).toBe(expected);
      }),
      { numRuns: 15 },
    );
  });
});

test("with the first specimen of the API server, what depends on the primary domain shows", () => {
  const [apiServer] = specimensFor("apiServer")!;
  const hosts = specimensFor("primaryDomain")!.map(
    (primaryDomain) =>
      registerPhysicalCluster({ ...given.pd, apiServer, primaryDomain } as never).facts.argocdHost,
  );
  expect(new Set(hosts).size).toBe(2);
});

test.each([
  "components.gateway.additions.httpsNodePort",
  "reservedNamespacesAllowedProducts.argocd[0]",
])("a path may be text: %s", (path) => {
  expect(specimensFor(path)).toHaveLength(2);
});
