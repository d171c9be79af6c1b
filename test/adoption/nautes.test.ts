import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { adoptClusters } from "../../components/adoption";
import { applyChanges } from "../../provider/claims/apply-changes";
import { createBareRepository } from "../../sandbox/bare-repository";
import { createNautes } from "../../sandbox/nautes/nautes";
import * as given from "../registration/given";

// A save is two clones and a push: a second alone, several on a machine with more to do.
jest.setTimeout(240_000);

const clusters = "nautes/overlays/production/clusters";
const physical = { api_server: "https://10.0.0.9:6443", cluster_type: "physical" } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nautes-adoption-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The files of a host with two virtual pipeline clusters and of a physical cluster, as Nautes writes them. */
async function nautesFiles(): Promise<ReadonlyMap<string, string>> {
  const empty = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n";
  const repository = createBareRepository(join(folder, "tenant.git"), {
    [`${clusters}/kustomization.yaml`]: empty,
  });
  mkdirSync(join(folder, "work"));
  const nautes = createNautes({
    url: repository.dir,
    folder: join(folder, "work"),
    tenant: given.tenantInClear,
  });
  await nautes.saveCluster("h", { ...physical, usage: "host" });
  for (const [name, port] of [
    ["vp", "31457"],
    ["vq", "31458"],
  ] as const) {
    await nautes.saveCluster(name, {
      ...{ ...physical, cluster_type: "virtual", usage: "worker", worker_type: "pipeline" },
      ...{ host_cluster: "h", vcluster: { https_node_port: port } },
    });
    expect(await nautes.settled()).toEqual([]);
  }
  await nautes.saveCluster("pd", { ...physical, usage: "worker", worker_type: "deployment" });
  const paths = repository.git("ls-tree", "-r", "--name-only", "main").trim().split("\n");
  return new Map(paths.map((path) => [path, repository.git("show", `main:${path}`)]));
}

test("what Nautes wrote gives its arguments back, without entities, and differs in what is documented", async () => {
  const files = await nautesFiles();
  const snapshot = applyChanges(
    { tree: new Map(), texts: new Map() },
    [...files].map(([path, text]) => ({ path, text })),
  );
  const { adoptions, tenant, refused, broken } = adoptClusters(snapshot);
  expect([refused, broken]).toEqual([[], []]);
  const { oidc, ...others } = given.tenant;
  expect(tenant).toMatchObject({
    ...{ name: others.name, repositoryUrl: others.repositoryUrl },
    ...{ caCertificate: others.caCertificate, "oidc.issuer": oidc.issuer },
    "oidc.clientSecret": given.tenantInClear.oidc.clientSecret,
  });
  expect(adoptions.map(({ adopted: { name, args } }) => [name, args["httpsNodePort"]])).toEqual([
    ["h", undefined],
    ["pd", undefined],
    ["vp", 31457],
    ["vq", 31458],
  ]);
  expect(adoptions.every(({ adopted }) => adopted.isOfNautes)).toBe(true);
  const changes = adoptions.flatMap((one) => one.changes);
  const rows = new Set(
    changes.map(({ file, leaf, kind }) => `${file.split("/").at(-1) ?? ""} ${leaf} ${kind}`),
  );
  expect([...rows].sort()).toEqual(documented.toSorted());
  for (const { importId, adopted } of adoptions)
    expect([adopted.name, importId.includes("#secret")]).toEqual([adopted.name, true]);
});

/** The rows of docs/nautes-differences.md, and what stands below its table on style. */
const documented = [
  "cm-nautes.yaml data.config restyled",
  ...["h", "pd", "vp", "vq"].flatMap((name) => [
    `${name}.yaml metadata.creationTimestamp removed`, // 5
    `${name}.yaml status removed`, // 5
  ]),
  "ingress-tekton-dashboard.yaml  changed", // a comment alone
  "ingress-tekton-dashboard.yaml  restyled", // 2
  "middleware-oauth.yaml  restyled", // 2
  "oauth2-proxy-app.yaml spec.source.helm.values changed", // 1, 6
  'patch-argocd-cm.yaml data["dex.config"] changed', // 1
  "rbac-vault.yaml [2].apiVersion changed", // 8
  "traefik-app.yaml spec.source.helm.values restyled",
  "vcluster-app.yaml spec.source.helm.values changed", // 8
];
