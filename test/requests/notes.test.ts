import { specimenKubeconfig } from "../../components/registration";
import { clusterArgsFromRequest, runtimeArgsFromRequest } from "../../components/requests";
import type { RequestNote } from "../../components/requests";

const physical = {
  api_server: "https://203.0.113.5:6443",
  cluster_type: "physical",
  usage: "worker",
  worker_type: "deployment",
};
const host = { api_server: "https://203.0.113.5:6443", cluster_type: "physical", usage: "host" };
const virtual = {
  ...physical,
  api_server: "https://203.0.113.5:31456",
  cluster_type: "virtual",
  host_cluster: "h",
};
const pipeline = { ...virtual, worker_type: "pipeline" };
const runtime = {
  manifest_source: { code_repo: "deploy", target_revision: "HEAD", path: "manifests" },
  destination: { environment: "env-dev" },
};

interface Case {
  readonly what: string;
  readonly request: object;
  /** Kind and path of the note, and what it says. */
  readonly note: readonly [kind: RequestNote["kind"], path: string, says: RegExp];
  /** What the arguments have for it, and what they have not. */
  readonly args: object;
  readonly not?: readonly string[];
}

const cases: readonly Case[] = [
  {
    what: "a namespace that Nautes does not use",
    request: { ...physical, components_list: { deployment: { namespace: "cd" } } },
    note: ["corrected", "components_list.deployment.namespace", /puts argocd into argocd/],
    args: {},
    not: ["components"],
  },
  {
    what: "such a namespace where products are named",
    request: {
      ...physical,
      components_list: { deployment: { namespace: "cd" } },
      reserved_namespaces_allowed_products: { cd: ["shop"] },
    },
    note: ["corrected", "reserved_namespaces_allowed_products.cd", /namespace argocd is meant/],
    args: { reservedNamespacesAllowedProducts: { argocd: ["shop"] } },
  },
  {
    what: "an addition in the spelling of v0.4.0",
    request: {
      ...physical,
      components_list: {
        multi_tenant: {
          additions: { ProductResourcePathPipeline: "a", ProductResourceRevision: "b" },
        },
      },
    },
    note: [
      "corrected",
      "components_list.multi_tenant.additions.ProductResourcePathPipeline",
      /is productResourceKustomizeFileFolder/,
    ],
    args: {
      components: {
        multiTenant: {
          additions: { productResourceKustomizeFileFolder: "a", productResourceRevision: "b" },
        },
      },
    },
  },
  {
    what: "a folder without its revision",
    request: {
      ...physical,
      components_list: { multi_tenant: { additions: { productResourceKustomizeFileFolder: "a" } } },
    },
    note: ["without effect", "components_list.multi_tenant.additions", /give both/],
    args: {
      components: { multiTenant: { additions: { productResourceKustomizeFileFolder: "a" } } },
    },
  },
  {
    what: "a setting that Nautes keeps as it is",
    request: {
      ...physical,
      components_list: { gateway: { name: "traefik", additions: { x: 1 } } },
    },
    note: ["without effect", "components_list", /^traefik: every such cluster has that/],
    args: { components: { gateway: { additions: { x: "1" } } } },
  },
  {
    what: "a category's name of v0.3",
    request: {
      ...physical,
      components_list: { ingress_controller: { additions: { httpNodePort: 30081 } } },
    },
    note: ["translated", "components_list.ingress_controller", /is gateway since v0\.4/],
    args: { components: { gateway: { additions: { httpNodePort: "30081" } } } },
  },
  {
    what: "a category for which nothing is installed",
    request: { ...physical, components_list: { cert_mgt: { name: "cert-manager" } } },
    note: ["without effect", "components_list.cert_mgt", /installs nothing/],
    args: {},
    not: ["components"],
  },
  {
    what: "a category that is there in any case",
    request: { ...physical, components_list: { secretManagement: { name: "vault" } } },
    note: ["without effect", "components_list.secretManagement", /vault is there in any case/],
    args: {},
    not: ["components"],
  },
  {
    what: "a category that hosts do not have",
    request: { ...host, components_list: { pipeline: { name: "tekton" } } },
    note: ["without effect", "components_list.pipeline", /does not have it/],
    args: {},
    not: ["components"],
  },
  {
    what: "the gateway of a virtual cluster that has none",
    request: { ...virtual, traefik: { https_node_port: "30443" } },
    note: [
      "without effect",
      "traefik.https_node_port",
      /virtual deployment cluster has no traefik/,
    ],
    args: {},
    not: ["components"],
  },
  {
    what: "the gateway of a virtual cluster that records one",
    request: { ...pipeline, traefik: { https_node_port: "30443" } },
    note: ["translated", "traefik.https_node_port", /components\.gateway/],
    args: { components: { gateway: { additions: { httpsNodePort: "30443" } } } },
  },
  {
    what: "Tekton's host on a deployment cluster",
    request: { ...physical, tekton_host: "ci.example.com" },
    note: ["without effect", "tekton_host", /has no tekton/],
    args: {},
    not: ["components"],
  },
  {
    what: "a URL as host",
    request: { ...physical, argocd_host: "https://cd.example.com:30443/" },
    note: ["corrected", "argocd_host", /is a URL/],
    args: { components: { deployment: { additions: { host: "cd.example.com" } } } },
  },
  {
    what: "a kubeconfig of a virtual cluster",
    request: { ...virtual, kubeconfig: "canary" },
    note: ["without effect", "kubeconfig", /before it runs/],
    args: {},
    not: ["kubeconfig"],
  },
  {
    what: "vcluster of a physical one",
    request: { ...physical, vcluster: { https_node_port: "31456" } },
    note: ["without effect", "vcluster", /for virtual clusters/],
    args: {},
    not: ["httpsNodePort"],
  },
  {
    what: "a namespace by its component's name, and by its own",
    request: {
      ...physical,
      reserved_namespaces_allowed_products: { hnc: ["a", "b"], "hnc-system": ["b", "c"] },
    },
    note: ["corrected", "reserved_namespaces_allowed_products.hnc", /hnc-system is meant/],
    args: { reservedNamespacesAllowedProducts: { "hnc-system": ["a", "b", "c"] } },
  },
];

test.each(cases)("a note tells of $what", ({ request, note, args, not = [] }) => {
  const result = clusterArgsFromRequest(request, { clusterName: "c1" });
  const [kind, path, says] = note;
  const noted = result.notes.find((one) => one.path === path);
  expect(noted).toEqual({ kind, path, message: expect.stringMatching(says) });
  expect(result.args).toMatchObject(args);
  for (const name of not) expect(result.args).not.toHaveProperty(name);
  expect(JSON.stringify(result.notes)).not.toContain("canary");
});

test("a destination that is a text is the environment", () => {
  const request = { ...runtime, destination: "env-dev", projects_ref: [] };
  const result = runtimeArgsFromRequest(request, { product: "shop", runtimeName: "dr" });
  expect(result.args).toEqual({
    runtimeName: "dr",
    product: "shop",
    manifestSource: { codeRepo: "deploy", targetRevision: "HEAD", path: "manifests" },
    destination: { environment: "env-dev" },
    delivery: "pull",
  });
  expect(result.notes[0]).toMatchObject({ kind: "translated", path: "destination" });
});

test("fields that are empty are as if they were not there", () => {
  const request = { ...physical, host_cluster: "", primary_domain: null, tekton_host: "" };
  const empty = { components_list: {}, reserved_namespaces_allowed_products: {} };
  const { args } = clusterArgsFromRequest({ ...request, ...empty }, { clusterName: "c1" });
  expect(args).toEqual({
    clusterName: "c1",
    workerType: "deployment",
    apiServer: "https://203.0.113.5:6443",
    delivery: "pull",
  });
});

describe("delivery", () => {
  const kubeconfig = specimenKubeconfig("c");

  test("is pull unless it is said, and a note says so", () => {
    const said = [{ delivery: "pull" }, { delivery: "push" }] as const;
    for (const options of said) {
      const request = { ...physical, kubeconfig };
      const { args, notes } = clusterArgsFromRequest(request, { clusterName: "c", ...options });
      expect(args.delivery).toBe(options.delivery);
      expect(notes).toEqual([]);
    }
    const { notes } = clusterArgsFromRequest(host, { clusterName: "c" });
    expect(notes).toMatchObject([{ kind: "translated", path: "delivery" }]);
  });

  test("by push keeps what pull cannot do", () => {
    const list = { deployment: { name: "argocd", namespace: "cd" } };
    const request = { ...physical, kubeconfig, components_list: list };
    const { args } = clusterArgsFromRequest(request, { clusterName: "c", delivery: "push" });
    expect(args.components).toEqual({ deployment: { namespace: "cd" } });
  });

  test("by push needs a kubeconfig", () => {
    expect(() => clusterArgsFromRequest(physical, { clusterName: "c", delivery: "push" })).toThrow(
      /kubeconfig: is missing; push installs with it/,
    );
  });
});

test("insecure_skip_check means something for runtimes alone", () => {
  const query = "?insecure_skip_check=true";
  const ofCluster = clusterArgsFromRequest(host, { url: `http://x/api/v1/clusters/c${query}` });
  expect(ofCluster.notes[0]).toMatchObject({ kind: "without effect", path: "insecure_skip_check" });
  const url = `http://x/api/v1/products/p/deploymentruntimes/r${query}`;
  expect(runtimeArgsFromRequest(runtime, { url }).args.skipChecks).toBe(true);
});
