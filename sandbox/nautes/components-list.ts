import type { ClusterRequest, ComponentRequest } from "./request";

interface Component {
  readonly name: string;
  readonly namespace: string;
  readonly additions?: Readonly<Record<string, string>>;
}

/** Category → component. */
export type ComponentsList = Readonly<Record<string, Component>>;

const defaults: ComponentsList = {
  multiTenant: { name: "hnc", namespace: "hnc-system" },
  secretSync: { name: "external-secrets", namespace: "external-secrets" },
  gateway: {
    name: "traefik",
    namespace: "traefik",
    additions: { httpNodePort: "30080", httpsNodePort: "30443" },
  },
  deployment: { name: "argocd", namespace: "argocd" },
  progressiveDelivery: { name: "argo-rollouts", namespace: "argo-rollouts" },
  eventListener: { name: "argo-events", namespace: "argo-events" },
  pipeline: { name: "tekton", namespace: "tekton-pipelines" },
  secretManagement: { name: "vault", namespace: "vault" },
  oauthProxy: { name: "oauth2-proxy", namespace: "oauth2-proxy" },
};

const common = ["multiTenant", "secretSync", "deployment", "secretManagement"];

/** The categories of each class. */
const classes: Readonly<Record<string, readonly string[]>> = {
  "worker|physical|deployment": [...common, "gateway", "progressiveDelivery", "oauthProxy"],
  "worker|physical|pipeline": [...common, "gateway", "eventListener", "pipeline", "oauthProxy"],
  "host|physical|": ["gateway", "secretManagement", "oauthProxy"],
  "worker|virtual|deployment": [...common, "progressiveDelivery"],
  "worker|virtual|pipeline": [...common, "gateway", "eventListener", "pipeline"],
};

const forced = new Set(["secretManagement", "oauthProxy"]);

/**
 * The components of a cluster, whose hosts default to an address that may be unknown: they are empty then, as Nautes
 * leaves them. @throws Error as Nautes refuses a request
 */
export function componentsOf(
  cluster: string,
  request: ClusterRequest,
  address: string | undefined,
): ComponentsList {
  const key = `${request.usage}|${request.cluster_type}|${request.worker_type ?? ""}`;
  const categories = classes[key];
  if (categories === undefined)
    throw new Error(
      `failed to construct cluster, err: failed to match component type [${key}], please check if the cluster ${cluster} is correct`,
    );
  const asked = new Map(
    Object.entries(request.components_list ?? {}).map(([name, chosen]) => [camel(name), chosen]),
  );
  for (const category of asked.keys())
    if (!categories.includes(category) || forced.has(category))
      throw new Error("reflect: call of reflect.Value.Set on zero Value");
  const hosts: Readonly<Record<string, string>> = { deployment: "argocd", pipeline: "tekton" };
  return Object.fromEntries(
    categories.map((category) => {
      const usual = defaults[category];
      if (usual === undefined) throw new Error(`There is no default for ${category}.`);
      const app = hosts[category];
      const host = address === undefined ? "" : `${app}.${cluster}.${address}.nip.io`;
      const additions = app === undefined ? usual.additions : { host };
      return [category, chosenOf(category, usual, asked.get(category), additions)];
    }),
  );
}

/** A namespace without a name is overwritten; of the additions those that are given win. */
function chosenOf(
  category: string,
  usual: Component,
  asked: ComponentRequest | undefined,
  additions: Readonly<Record<string, string>> | undefined,
): Component {
  const known = Object.values(defaults).find(({ name }) => name === asked?.name);
  if (asked?.name !== undefined && known === undefined)
    throw new Error(
      `failed to construct cluster, err: failed to get ${asked.name} component for the component type '${category}'`,
    );
  const { name, namespace } = known ?? usual;
  const all = { ...additions, ...asked?.additions };
  return {
    name,
    namespace: (known === undefined ? undefined : asked?.namespace) ?? namespace,
    ...(Object.keys(all).length === 0 ? {} : { additions: all }),
  };
}

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
