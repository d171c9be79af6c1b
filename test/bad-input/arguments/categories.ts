import type { Patch, Row } from "../../registration/refused";

function additions(category: string, values: Patch): Patch {
  return { components: { [category]: { additions: values } } };
}

/** What a physical cluster refuses of its categories and products. */
export const categories: readonly Row[] = [
  ["components that are a list", { components: [] }, "components", /must be an object/],
  [
    "E9: a category of the other type",
    { components: { pipeline: {} } },
    "components.pipeline",
    /does not have/,
  ],
  ["a forced category", { components: { oauthProxy: {} } }, "components.oauthProxy", /always has/],
  [
    "certManagement",
    { components: { certManagement: {} } },
    "components.certManagement",
    /nothing/,
  ],
  ["a misspelt category", { components: { gatway: {} } }, "components.gatway", /mean gateway\?/],
  [
    "E8: another component",
    { components: { gateway: { name: "nginx" } } },
    "components.gateway.name",
    /"traefik"/,
  ],
  [
    "a component of another category",
    { components: { deployment: { name: "hnc" } } },
    "components.deployment.name",
    /"argocd"/,
  ],
  [
    "another namespace",
    { components: { deployment: { namespace: "cd" } } },
    "components.deployment.namespace",
    /give "argocd"/,
  ],
  [
    "E17: an empty Argo CD host",
    additions("deployment", { host: "" }),
    "components.deployment.additions.host",
    /host name/,
  ],
  [
    "a URL as Argo CD host",
    additions("deployment", { host: "https://cd.io" }),
    "components.deployment.additions.host",
    /host name alone/,
  ],
  [
    "an Argo CD host with a port",
    additions("deployment", { host: "cd.io:443" }),
    "components.deployment.additions.host",
    /has a port/,
  ],
  [
    "a port that is no number",
    additions("gateway", { httpNodePort: "abc" }),
    "components.gateway.additions.httpNodePort",
    /30000 to 32767/,
  ],
  [
    "a port below the range",
    additions("gateway", { httpNodePort: 80 }),
    "components.gateway.additions.httpNodePort",
    /30000 to 32767/,
  ],
  [
    "a port above the range",
    additions("gateway", { httpsNodePort: "99999" }),
    "components.gateway.additions.httpsNodePort",
    /30000 to 32767/,
  ],
  [
    "a fraction of a port",
    additions("gateway", { httpsNodePort: 30443.5 }),
    "components.gateway.additions.httpsNodePort",
    /30000 to 32767/,
  ],
  [
    "equal ports",
    additions("gateway", { httpNodePort: 30443 }),
    "components.gateway.additions.httpsNodePort",
    /of its own/,
  ],
  [
    "an addition that is a list",
    additions("gateway", { x: [] }),
    "components.gateway.additions.x",
    /must be a text/,
  ],
  [
    "resource types without group",
    additions("multiTenant", { syncResourceTypes: "Pipeline" }),
    "components.multiTenant.additions.syncResourceTypes",
    /tekton.dev\/Pipeline/,
  ],
  [
    "E10: a product that is no text",
    { reservedNamespacesAllowedProducts: { argocd: [1] } },
    "reservedNamespacesAllowedProducts.argocd[0]",
    /must be a text/,
  ],
  [
    "E16: a component's name as namespace",
    { reservedNamespacesAllowedProducts: { hnc: ["a"] } },
    "reservedNamespacesAllowedProducts.hnc",
    /hnc-system/,
  ],
  [
    "no product for a namespace",
    { reservedNamespacesAllowedProducts: { argocd: [] } },
    "reservedNamespacesAllowedProducts.argocd",
    /must not be empty/,
  ],
  [
    "a product twice",
    { reservedNamespacesAllowedProducts: { argocd: ["a", "a"] } },
    "reservedNamespacesAllowedProducts.argocd[1]",
    /repeated/,
  ],
  [
    "E11: a resource that is no object",
    { productAllowedClusterResources: { p: ["x"] } },
    "productAllowedClusterResources.p[0]",
    /must be an object/,
  ],
  [
    "E12: a kind of the core group",
    { productAllowedClusterResources: { p: [{ group: "", kind: "PersistentVolume" }] } },
    "productAllowedClusterResources.p[0].group",
    /core group/,
  ],
  [
    "E12: no kind",
    { productAllowedClusterResources: { p: [{ group: "a.b" }] } },
    "productAllowedClusterResources.p[0].kind",
    /is missing/,
  ],
];
