import { nameInUrl } from "./request";

/** What a request asks for, and what takes its place here. */
export interface RequestMeaning {
  readonly action: "save" | "delete" | "get" | "list";
  /** `cluster`, `runtime`, or another collection of the API, e.g. `environments`. */
  readonly of: string;
  /** As the URL has it, perhaps with a variable. */
  readonly name?: string;
  /** Of what belongs to a product, as the URL has it. */
  readonly product?: string;
  /** A sentence for people. */
  readonly becomes: string;
}

const nouns: Readonly<Record<string, string>> = {
  clusters: "cluster",
  deploymentruntimes: "runtime",
};

const becomes = {
  cluster: {
    save: "It is a PhysicalCluster, HostCluster or VirtualCluster of the program; `pulumi up` saves it.",
    delete: "Take the cluster out of the program and run `pulumi up`, or run `pulumi destroy`.",
    get: "Read the outputs of the cluster's component, or call the function getCluster.",
    list: "Call the function listClusters.",
  },
  runtime: {
    save: "It is a DeploymentRuntime of the program; `pulumi up` saves it.",
    delete: "Take the runtime out of the program and run `pulumi up`, or run `pulumi destroy`.",
    get: "Read the outputs of the runtime's component, or call the function getDeploymentRuntime.",
    list: "Call the function listDeploymentRuntimes.",
  },
} as const;

/** Whether a URL is one of Nautes' API. */
export function isApiUrl(url: string): boolean {
  return collectionIn(url) !== undefined;
}

/** What a method means at a URL of the API. */
export function meaningOf(method: string, url: string): RequestMeaning {
  const collection = collectionIn(url) ?? "";
  const name = nameInUrl(url, collection);
  const product = collection === "clusters" ? undefined : nameInUrl(url, "products");
  const action = actionOf(method, name);
  const noun = nouns[collection] ?? collection;
  return {
    action,
    of: noun,
    ...(name === undefined ? {} : { name }),
    ...(product === undefined || collection === "products" ? {} : { product }),
    becomes:
      noun === "cluster" || noun === "runtime"
        ? becomes[noun][action]
        : `It stays with Nautes: ${noun} are no part of clusters and runtimes.`,
  };
}

/** What it means that a body stands without a URL. */
export function meaningOfBody(of: "cluster" | "runtime"): RequestMeaning {
  return { action: "save", of, becomes: becomes[of].save };
}

/** The last collection in a URL's path: `/api/v1/products/{name}/environments/{name}` is about environments. */
function collectionIn(url: string): string | undefined {
  const [, path] = /\/api\/v1\/((?:clusters|products)(?:\/[^?#\s]*)?)/.exec(url) ?? [];
  const [first, , third] = path?.split("/") ?? [];
  return third === undefined || third === "" ? first : third;
}

function actionOf(method: string, name: string | undefined): RequestMeaning["action"] {
  if (method === "DELETE") return "delete";
  if (method !== "GET") return "save";
  return name === undefined ? "list" : "get";
}
