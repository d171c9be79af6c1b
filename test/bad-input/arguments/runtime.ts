import * as given from "../../registration/given";
import type { Row } from "../../registration/refused";

const source = given.runtime.manifestSource;

/** What a runtime refuses. */
export const runtimes: readonly Row[] = [
  ["no name", { runtimeName: undefined }, "runtimeName", /is missing/],
  ["a name with a dot", { runtimeName: "dr.dev" }, "runtimeName", /lower-case/],
  ["a nested group", { product: "a/shop" }, "product", /without a group/],
  ["a product's number alone", { productId: "12" }, "productId", /product-<number>/],
  ["an id of a code repo without number", { codeRepoId: "repo-x" }, "codeRepoId", /repo-<number>/],
  ["no cluster", { cluster: undefined }, "cluster", /a component, or \{ clusterName \}/],
  ["an account with a dot", { account: "dr.dev" }, "account", /lower-case/],
  ["the account of every namespace", { account: "default" }, "account", /has already/],
  ["an empty project", { projects: [""] }, "projects[0]", /name of a Kubernetes object/],
  ["a project twice", { projects: ["a", "a"] }, "projects[1]", /repeated/],
  ["no source", { manifestSource: undefined }, "manifestSource", /codeRepo, targetRevision, path/],
  [
    "a blank revision",
    { manifestSource: { ...source, targetRevision: " " } },
    "manifestSource.targetRevision",
    /is blank/,
  ],
  [
    "a range as revision",
    { manifestSource: { ...source, targetRevision: "a..b" } },
    "manifestSource.targetRevision",
    /not a revision/,
  ],
  [
    "a trailing slash",
    { manifestSource: { ...source, path: "a/" } },
    "manifestSource.path",
    /at either end/,
  ],
  [
    "a path out of the repo",
    { manifestSource: { ...source, path: "../a" } },
    "manifestSource.path",
    /not a folder/,
  ],
  ["no destination", { destination: undefined }, "destination", /give \{ environment \}/],
  [
    "an empty environment",
    { destination: { environment: "" } },
    "destination.environment",
    /Kubernetes object/,
  ],
  [
    "an empty namespace",
    { destination: { environment: "e", namespaces: [""] } },
    "destination.namespaces[0]",
    /not a name/,
  ],
  [
    "no namespaces in a list",
    { destination: { environment: "e", namespaces: [] } },
    "destination.namespaces",
    /must not be empty/,
  ],
  [
    "a namespace twice",
    { destination: { environment: "e", namespaces: ["a", "a"] } },
    "destination.namespaces[1]",
    /repeated/,
  ],
  [
    "a namespace of Kubernetes",
    { destination: { environment: "e", namespaces: ["kube-system"] } },
    "destination.namespaces[0]",
    /of Kubernetes/,
  ],
  [
    "the namespace of Nautes",
    { destination: { environment: "e", namespaces: ["nautes"] } },
    "destination.namespaces[0]",
    /of Nautes/,
  ],
  [
    "the namespace of a product",
    { destination: { environment: "e", namespaces: ["product-1"] } },
    "destination.namespaces[0]",
    /of a product/,
  ],
  [
    "a component's namespace",
    { destination: { environment: "e", namespaces: ["a", "argocd"] } },
    "destination.namespaces[1]",
    /of argocd/,
  ],
  [
    "a host's component's namespace",
    { destination: { environment: "e", namespaces: ["traefik"] } },
    "destination.namespaces[0]",
    /of traefik/,
  ],
  [
    "a namespace of the cluster's components",
    {
      cluster: { clusterName: "c", components: { gateway: { name: "g", namespace: "shop-dev" } } },
    },
    "destination.namespaces[0]",
    /of g;/,
  ],
  [
    "a default namespace that is a component's",
    { runtimeName: "vault", destination: { environment: "e" } },
    "runtimeName",
    /default namespace/,
  ],
  ["an environment without type", { environment: {} }, "environment.type", /is missing/],
  ["an argument of Nautes' API", { projects_ref: [] }, "projects_ref", /as projects/],
];
