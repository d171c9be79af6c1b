import { categories } from "../../components/registration/categories";
import type { Newest } from "./newest";

type Body = Record<string, unknown>;
/** Writes a request of the newest generation as users of an older one would have. */
export type Style = (request: Newest) => Body;

/** The styles of older generations, and of the command line. What a generation cannot say is said in the newest way. */
export const styles: Readonly<Record<string, Style>> = {
  "v0.4": ({ body }) => body,
  "v0.4 command line": ({ body }) => camelCase(body),
  "v0.3.9": ({ body }) => withComponentNames(withFields(withOlderCategories(body))),
  "v0.3.5": ({ body }) => withComponentNames(withFields(withoutUsual(body))),
  "v0.2": ({ body }) => withoutWorkerType(withComponentNames(withFields(withoutUsual(body)))),
  "v0.2 in camelCase": ({ body }) => camelCase(withoutWorkerType(withFields(withoutUsual(body)))),
};

/** Hosts and ports in fields of their own. */
function withFields(body: Body): Body {
  const list = record(body["components_list"]);
  const gateway = ["gateway", "ingress_controller"].find((name) => name in list);
  const traefik = gateway === undefined ? {} : record(record(list[gateway])["additions"]);
  const [deployment, pipeline] = ["deployment", "pipeline"].map((name) => {
    return record(record(list[name])["additions"])["host"];
  });
  const rest = Object.fromEntries(
    Object.entries(list).map(([name, component]) => {
      const { additions, ...others } = record(component);
      const kept = ["gateway", "ingress_controller", "deployment", "pipeline"].includes(name)
        ? {}
        : { additions };
      return [name, { ...others, ...kept }];
    }),
  );
  return clean({
    ...body,
    components_list: rest,
    argocd_host: deployment,
    tekton_host: pipeline,
    traefik: clean({
      http_node_port: traefik["httpNodePort"],
      https_node_port: traefik["httpsNodePort"],
    }),
  });
}

/** The names of categories as they were, and two that every request had. */
function withOlderCategories(body: Body): Body {
  const { gateway, ...list } = record(body["components_list"]);
  return {
    ...body,
    components_list: clean({
      ...list,
      ingress_controller: gateway,
      cert_mgt: { name: "cert-manager", namespace: "cert-manager" },
      secret_mgt: { name: "vault", namespace: "vault" },
    }),
  };
}

/** Without names and namespaces, which nobody could choose. */
function withoutUsual(body: Body): Body {
  const list = Object.entries(record(body["components_list"])).map(([name, component]) => [
    name,
    clean({ additions: record(component)["additions"] }),
  ]);
  return clean({ ...body, components_list: clean(Object.fromEntries(list) as Body) });
}

/** Names of components where namespaces are meant. */
function withComponentNames(body: Body): Body {
  const names = new Map(
    Object.values(categories).map(({ component, namespace }) => [namespace, component]),
  );
  const reserved = Object.entries(record(body["reserved_namespaces_allowed_products"]));
  return clean({
    ...body,
    reserved_namespaces_allowed_products: Object.fromEntries(
      reserved.map(([namespace, products]) => [names.get(namespace) ?? namespace, products]),
    ),
  });
}

/** Deployment workers have none, if nothing else shows a newer generation. */
function withoutWorkerType(body: Body): Body {
  const { worker_type: type, ...rest } = body;
  const newer = [
    "primary_domain",
    "tekton_host",
    "components_list",
    "product_allowed_cluster_resources",
  ];
  const isNewer = [...newer, "reserved_namespaces_allowed_products"].some((name) => name in rest);
  return type === "deployment" && !isNewer ? rest : body;
}

/** Names of fields as the command line has them; those of products and namespaces stay. */
function camelCase(body: Body): Body {
  const maps = ["reserved_namespaces_allowed_products", "product_allowed_cluster_resources"];
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      typeof value === "string" || maps.includes(name) || name === "additions"
        ? value
        : camelCase(record(value)),
    ]),
  );
}

function clean(body: Body): Body {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([, value]) => typeof value === "string" || Object.keys(record(value)).length > 0,
    ),
  );
}

function record(value: unknown): Body {
  return typeof value === "object" && value !== null ? (value as Body) : {};
}
