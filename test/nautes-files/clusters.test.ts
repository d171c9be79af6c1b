import fc from "fast-check";
import type { ClusterRecord } from "../../provider/nautes-files/clusters";
import { clustersFolder, clustersIn, isClusterFile } from "../../provider/nautes-files/clusters";
import { contentOf } from "../../provider/nautes-files/declared";
import { UNKNOWN } from "../../provider/claims/model";
import { renderDocument } from "../../provider/claims/render";
import type { ClusterComponents } from "../../components/registration";
import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
  repoLayout,
} from "../../components/registration";
import * as given from "../registration/given";
import { bareCluster, nautesCluster } from "./texts";

const path = `${clustersFolder}vd.yaml`;

function read(text: string): readonly ClusterRecord[] {
  return clustersIn(contentOf(path, text).declared);
}

test("a Cluster that Nautes wrote is read with all that it says", () => {
  expect(read(nautesCluster)).toEqual([
    {
      clusterName: "vd",
      path,
      namespace: "nautes",
      clusterKind: "kubernetes",
      clusterType: "virtual",
      usage: "worker",
      workerType: "deployment",
      hostCluster: "h",
      apiServer: "https://10.0.0.9:31456",
      primaryDomain: "10.0.0.9.nip.io",
      delivery: "pull",
      components: {
        deployment: {
          name: "argocd",
          namespace: "argocd",
          additions: { host: "argocd.vd.10.0.0.9.nip.io" },
        },
        gateway: {
          name: "traefik",
          namespace: "traefik",
          additions: { httpNodePort: "30080", httpsNodePort: "30443" },
        },
      },
      reservedNamespacesAllowedProducts: { argocd: ["shop"] },
      productAllowedClusterResources: {
        shop: [{ group: "rbac.authorization.k8s.io", kind: "ClusterRole" }],
      },
    },
  ]);
});

test("what a Cluster does not say is absent", () => {
  const nothing = { components: {}, reservedNamespacesAllowedProducts: {} };
  const bare = {
    ...nothing,
    productAllowedClusterResources: {},
    clusterName: "vd",
    clusterKind: "kubernetes",
    delivery: "pull",
    path,
  };
  for (const spec of ["{}", "null", "text", "[1]", "{workerType: '', hostCluster: null}"])
    expect(read(bareCluster("vd", spec))).toEqual([bare]);
});

test("values are texts, whether they stand in quotes or not", () => {
  const unquoted = nautesCluster
    .replace('"30443"', "30443")
    .replace("name: vd", "name: 123")
    .replace("host: argocd.vd.10.0.0.9.nip.io", "host: [no, text]");
  const [cluster] = read(unquoted);
  expect(cluster?.clusterName).toBe("123");
  expect(cluster?.components["gateway"]?.additions?.["httpsNodePort"]).toBe("30443");
  expect(cluster?.components["deployment"]).toEqual({ name: "argocd", namespace: "argocd" });
});

test("every Cluster of a stream is read, and what is not Nautes' is passed over", () => {
  const foreign = "apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\nmetadata: {name: capi}\n";
  const stream = [
    bareCluster("a"),
    foreign,
    "just text\n",
    "- a\n- list\n",
    "kind: Cluster\n",
    bareCluster("b"),
    bareCluster("e").replace("kind: Cluster", "kind: Environment"),
  ];
  expect(read(stream.join("---\n")).map(({ clusterName }) => clusterName)).toEqual(["a", "b"]);
  expect(contentOf(path, stream.join("---\n")).unreadable).toEqual([]);
});

test.each([
  ["is not valid YAML", "kind: [Cluster\n", /^The file \S+vd.yaml is not valid YAML: .*line \d/],
  ["names a key twice", "kind: Cluster\nkind: Cluster\n", /is not valid YAML: dup.* \(line 2\)/],
  ["goes round in a circle", "kind: &a [*a]\n", /^The file \S+vd.yaml cannot be read/],
  ["declares nameless things", bareCluster("null"), /vd.yaml has a Cluster without metadata.name/],
  ["declares what has no kind", bareCluster("x").replace(/kind.*\n/, ""), /resource without kind/],
])("a file that %s is named, and says why", (_, text, message) => {
  expect(contentOf(path, text)).toEqual({
    declared: [],
    unreadable: [{ path, message: expect.stringMatching(message) }],
  });
});

test("what the engine takes for something else never comes out", () => {
  const hostile = bareCluster(
    "vd",
    `{apiServer: ${UNKNOWN}, componentsList: {gateway: {additions: {a: ${UNKNOWN}, b: c, __proto__: d}}, 4dabf18193072939515e22adb298388d: {name: x}}}`,
  );
  const [cluster] = read(hostile);
  expect(cluster?.apiServer).toBeUndefined();
  expect(cluster?.components).toEqual({
    gateway: { name: undefined, namespace: undefined, additions: { b: "c" } },
  });
});

test("no text makes the reader fail", () => {
  const piece = fc.constantFrom(
    ...Array.from("{}[]:,-&*!|>'\"\n "),
    ...["---\n", "kind: ", nautesCluster, "name"],
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      const { declared, unreadable } = contentOf(path, pieces.join(""));
      expect(clustersIn(declared).length).toBeLessThanOrEqual(declared.length);
      for (const { message } of unreadable) expect(message).toMatch(/^The file \S+ .*\.$/);
    }),
  );
});

const name = fc
  .stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?$/)
  .filter((text) => !/^(kustomization|tenant1|default|h|traefik|vault|kube-.*)$/.test(text));

const registered = {
  pd: (args: object) => registerPhysicalCluster({ ...given.pd, ...args }),
  pp: (args: object) => registerPhysicalCluster({ ...given.pp, ...args }),
  h: (args: object) => registerHostCluster({ ...given.h, ...args }),
  vd: (args: object) => registerVirtualCluster({ ...given.vd, ...args }),
  vp: (args: object) => registerVirtualCluster({ ...given.vp, ...args }),
};

const expected = {
  pd: { clusterType: "physical", usage: "worker", workerType: "deployment" },
  pp: { clusterType: "physical", usage: "worker", workerType: "pipeline" },
  h: { clusterType: "physical", usage: "host", workerType: undefined },
  vd: { clusterType: "virtual", usage: "worker", workerType: "deployment", hostCluster: "h" },
  vp: { clusterType: "virtual", usage: "worker", workerType: "pipeline", hostCluster: "h" },
};

test("what registration writes is read back, of every class and delivery", () => {
  fc.assert(
    fc.property(
      name,
      fc.constantFrom("pd", "pp", "h", "vd", "vp"),
      fc.constantFrom("push", "pull"),
      fc.integer({ min: 30000, max: 32767 }),
      fc.boolean(),
      (clusterName, kind, delivery, port, isSettled) => {
        const isVirtual = kind === "vd" || kind === "vp";
        const { facts, claims } = registered[kind]({
          clusterName,
          delivery,
          apiServer: `https://10.0.0.9:${port}`,
          ...(delivery === "push" && !isVirtual ? { kubeconfig: given.kubeconfig } : {}),
          ...(delivery === "push" && isVirtual
            ? { hostCluster: { ...given.vd.hostCluster, kubeconfig: given.kubeconfig } }
            : {}),
          ...(kind === "h" || !isSettled
            ? {}
            : {
                reservedNamespacesAllowedProducts: { argocd: ["shop"] },
                productAllowedClusterResources: { shop: [{ group: "g.io", kind: "Kind" }] },
              }),
        });
        const at = repoLayout.clusterResource(clusterName);
        expect(isClusterFile(at)).toBe(true);
        const text = renderDocument(claims.documents[at]!);
        const [cluster, ...others] = clustersIn(contentOf(at, text).declared);
        expect(others).toEqual([]);
        expect(cluster).toMatchObject({
          ...expected[kind],
          clusterName,
          path: at,
          namespace: "nautes",
          delivery,
          apiServer: facts.apiServer,
          primaryDomain: facts.primaryDomain,
          httpsNodePort: isVirtual && delivery === "push" ? port : undefined,
          reservedNamespacesAllowedProducts: isSettled && kind !== "h" ? { argocd: ["shop"] } : {},
        });
        expect(cluster?.components).toEqual(recorded(facts.components));
      },
    ),
  );
});

function recorded(components: ClusterComponents): object {
  return Object.fromEntries(Object.entries(components).filter(([, one]) => one !== undefined));
}

test("clusters are looked for where registration puts them, but not in the list of them", () => {
  expect(repoLayout.clustersFolder).toBe(clustersFolder.replace(/\/$/, ""));
  expect(isClusterFile(repoLayout.clustersKustomization)).toBe(false);
  expect(isClusterFile("clusters/pd.yaml")).toBe(false);
  expect(isClusterFile(`${clustersFolder}README.md`)).toBe(false);
});
