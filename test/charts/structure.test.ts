import fc from "fast-check";

import { installPlan } from "../../components/charts/catalogue";
import type { ChartCluster, ChartTenant, InstallPlan } from "../../components/charts/model";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { trace } from "../../components/derivation";
import { specimensFor } from "../../components/registration/specimens";
import { classes } from "./clusters";

type Specimens = readonly [string | number, string | number];

/** Properties of a cluster that may be known late, with two values each. */
const late: Readonly<Record<string, Specimens>> = {
  apiServer: specimensFor("apiServer")!,
  primaryDomain: specimensFor("primaryDomain")!,
  nodeAddress: ["node.a.specimen.example", "192.0.2.7"],
  gatewayHttpNodePort: [32733, 32707],
  gatewayHttpsNodePort: [32731, 32703],
  nodePort: [32741, 32713],
  argocdHost: specimensFor("components.deployment.additions.host")!,
  tektonHost: specimensFor("components.pipeline.additions.host")!,
};

/** The same of its tenant; those that end in `?` may be missing, which is known at once. */
const lateOfTenant = [
  ...["name", "namespace", "oidc.issuer", "oidc.clientId", "oidc.cookieSecret", "vault.address"],
  ...["caCertificate?", "oidc.clientSecret?", "oidc.existingSecret?", "vault.caCertificate?"],
  ...["mirror.charts?", "mirror.images?"],
];

const optional = lateOfTenant.filter((path) => path.endsWith("?"));

const facts = fc.record({
  clusterClass: fc.constantFrom(...classes),
  ha: fc.boolean(),
  present: fc.subarray(optional),
  git: fc.boolean(),
});

test("the structure of a plan hangs on plain facts alone", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(() => traced(given)).not.toThrow();
    }),
    { numRuns: 60 },
  );
});

test("a client's and the cookies' secrets are in Secrets and nowhere else", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { derived, paths } = traced({ ...given, present: [...given.present, ...optional] });
      const secret = ["tenant.oidc.clientSecret", "tenant.oidc.cookieSecret"].map((path) =>
        paths.indexOf(path),
      );
      for (const [path, from] of derived) {
        if (!from.some((index) => secret.includes(index))) continue;
        expect(JSON.parse(path)).toEqual([
          expect.stringMatching(/^(inside|outside)$/),
          "objects",
          expect.stringMatching(/^(argocd-oidc|oauth2-proxy-creds)$/),
          "manifest",
          "data",
          expect.stringMatching(/secret$/),
        ]);
      }
    }),
    { numRuns: 30 },
  );
});

test("a port derives leaves, so that the law above is about something", () => {
  const { derived, paths } = traced({
    clusterClass: "virtual pipeline",
    ha: false,
    present: [],
    git: false,
  });
  const port = paths.indexOf("nodePort");
  const leaves = [...derived].filter(([, from]) => from.includes(port)).map(([path]) => path);
  expect(leaves).toHaveLength(1);
  expect(leaves[0]).toContain("httpsNodePort");
});

interface Facts {
  readonly clusterClass: (typeof classes)[number];
  readonly ha: boolean;
  readonly present: readonly string[];
  readonly git: boolean;
}

function traced(given: Facts) {
  const ofTenant = lateOfTenant
    .filter((path) => !path.endsWith("?") || given.present.includes(path))
    .map((path) => `tenant.${path.replace("?", "")}`);
  const paths = [...Object.keys(late), ...ofTenant];
  const specimens = paths.map((path) => late[path] ?? specimensFor(path)!);
  const { derived } = trace({ specimens, render: (values) => plansOf(given, paths, values) });
  return { derived, paths };
}

/** A cluster inside, and if it is a virtual one what it is on its host. */
function plansOf(
  { clusterClass, ha, git }: Facts,
  paths: readonly string[],
  values: readonly unknown[],
): { readonly inside: InstallPlan; readonly outside?: InstallPlan } {
  const tree: Record<string, unknown> = { tenant: {} };
  paths.forEach((path, index) => setAt(tree, path.split("."), values[index]));
  const tenant = tree["tenant"] as ChartTenant;
  const pipeline = clusterClass.endsWith("pipeline");
  const cluster = {
    ...tree,
    name: "c1",
    clusterClass,
    ha,
    deleteCrds: false,
    argocdHost: tree["argocdHost"],
    tektonHost: pipeline ? tree["tektonHost"] : undefined,
    tenant: git
      ? { ...tenant, git: { address: "https://git.example.com", caCertificate: "c" } }
      : tenant,
  } as unknown as ChartCluster;
  const inside = installPlan(cluster, {});
  return clusterClass.startsWith("virtual")
    ? { inside, outside: virtualClusterPlan(cluster, cluster) }
    : { inside };
}

function setAt(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) tree[key] = value;
  else setAt((tree[key] ??= {}) as Record<string, unknown>, rest, value);
}
