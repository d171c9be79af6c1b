import {
  registerDeploymentRuntime,
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../../components/registration";
import type { Claims } from "../../../provider/claims/model";
import { applyChanges } from "../../../provider/claims/apply-changes";
import { planCommit } from "../../../provider/claims/plan-commit";
import type { Snapshot } from "../../../provider/claims/request";
import * as given from "../../registration/given";

type Files = Readonly<Record<string, string>>;

const empty: Snapshot = { tree: new Map(), texts: new Map() };

/** The files that these claims have when they are held together, beside those that are there. */
function filesOf(all: readonly Claims[], beside: Files = {}): Files {
  const before = applyChanges(
    empty,
    Object.entries(beside).map(([path, text]) => ({ path, text })),
  );
  const requests = all.map((hold) => ({
    ...{ owner: hold.subject, stack: "p/s", hold, held: undefined, seen: {}, adopt: false },
  }));
  const circumstances = { others: new Map(), lastChanges: new Map(), wanted: new Map() };
  const { changes, refusals } = planCommit(before, requests, circumstances);
  expect([...refusals]).toEqual([]);
  return Object.fromEntries(applyChanges(before, changes).texts);
}

/** Five clusters, one of each class. */
function oneOfEach(index: number, delivery: "pull" | "push"): readonly Claims[] {
  const [tenant, clear] = [{ ...given.tenant }, { allowSecretsInFiles: false }];
  const own = { ...clear, tenant, delivery };
  const physical = delivery === "push" ? { ...own, kubeconfig: given.kubeconfig } : own;
  const hostCluster = {
    clusterName: `h-${index}`,
    apiServer: `https://10.0.${index}.1:6443`,
    gatewayHttpsNodePort: 30444,
    ...(delivery === "push" ? { kubeconfig: given.kubeconfig } : {}),
  };

  return [
    registerHostCluster({
      ...physical,
      clusterName: hostCluster.clusterName,
      apiServer: hostCluster.apiServer,
      components: { gateway: { additions: { httpsNodePort: 30444 } } },
    }),
    registerPhysicalCluster({
      ...given.pd,
      ...physical,
      clusterName: `pd-${index}`,
      apiServer: `https://10.1.${index}.2:6443`,
    }),
    registerPhysicalCluster({
      ...{
        ...given.pp,
        ...physical,
        clusterName: `pp-${index}`,
        apiServer: `https://10.1.${index}.3:6443`,
      },
      primaryDomain: `pp-${index}.example.com`,
      components: { pipeline: { additions: { host: `tekton.pp-${index}.example.com` } } },
    }),
    registerVirtualCluster({
      ...{ ...given.vd, ...own, clusterName: `vd-${index}`, hostCluster },
      apiServer: `https://10.0.${index}.1:31001`,
      reservedNamespacesAllowedProducts: { argocd: ["shop"] },
    }),
    registerVirtualCluster({
      ...{ ...given.vp, ...own, clusterName: `vp-${index}`, hostCluster },
      ...{ apiServer: `https://10.0.${index}.1:6443`, httpsNodePort: 31002 },
    }),
  ].map(({ claims }) => claims);
}

/** The files of that many clusters, a fifth of each class. */
export function tenantOf(clusters: number, delivery: "pull" | "push" = "pull"): Files {
  const groups = Array.from({ length: clusters / 5 }, (_, index) => oneOfEach(index, delivery));
  return filesOf(groups.flat(), { "README.md": "ours\n" });
}

const nautes = "apiVersion: nautes.resource.nautes.io/v1alpha1\n";

/** The files of a product with that many runtimes on `vd-…`, of which the last has made its environment. */
export function productOf(runtimes: number): Files {
  const claims = Array.from({ length: runtimes }, (_, index) => {
    const isLast = index === runtimes - 1;
    return registerDeploymentRuntime({
      ...given.runtime,
      ...{ runtimeName: `dr-${index}`, skipChecks: true, cluster: { clusterName: `vd-${index}` } },
      manifestSource: { ...given.runtime.manifestSource, path: `manifests/${index}` },
      destination: { environment: `env-${index}`, namespaces: [`ns-${index}`] },
      ...(isLast ? { environment: { type: "production" } } : {}),
    }).claims;
  });
  const environments = Array.from({ length: runtimes - 1 }, (_, index) => [
    `envs/env-${index}.yaml`,
    `${nautes}kind: Environment\nmetadata:\n  name: env-${index}\nspec:\n  cluster: vd-${index}\n  envType: development\n  product: product-12\n`,
  ]);
  return filesOf(claims, {
    ...(Object.fromEntries(environments) as Files),
    "code-repos/repo-34/repo-34.yaml": `${nautes}kind: CodeRepo\nmetadata:\n  name: repo-34\nspec:\n  product: product-12\n  repoName: deploy-config\n`,
  });
}
