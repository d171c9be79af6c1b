import type { Row } from "./good";

/** What products may do, and the kubeconfig. */
export const productRows: readonly Row[] = [
  [
    "a namespace that is of no component",
    '"argocd"',
    '"argocdd"',
    "line 17, reserved_namespaces_allowed_products.argocdd",
    /did you mean argocd/,
  ],
  [
    "a product that is no list",
    '[ "shop" ]',
    '"shop"',
    "line 17, reserved_namespaces_allowed_products.argocd",
    /must be a list/,
  ],
  [
    "no product",
    '[ "shop" ]',
    "[]",
    "line 17, reserved_namespaces_allowed_products.argocd",
    /must not be empty/,
  ],
  [
    "a product that is a number",
    '[ "shop" ]',
    "[7]",
    "line 17, reserved_namespaces_allowed_products.argocd[0]",
    /must be a text/,
  ],
  [
    "a product with a group before it",
    '[ "shop" ]',
    '["a/shop"]',
    "line 17, reserved_namespaces_allowed_products.argocd[0]",
    /is not a path/,
  ],
  [
    "a product twice",
    '[ "shop" ]',
    '["shop", "shop"]',
    "line 17, reserved_namespaces_allowed_products.argocd[1]",
    /is repeated/,
  ],
  [
    "kinds that are no list",
    `"shop": [
      { "kind": "ClusterRole", "group": "rbac.authorization.k8s.io" }
    ]`,
    '"shop": {}',
    "line 20, product_allowed_cluster_resources.shop",
    /must be a list/,
  ],
  [
    "a kind without group",
    ', "group": "rbac.authorization.k8s.io"',
    "",
    "line 21, product_allowed_cluster_resources.shop[0].group",
    /name the API group/,
  ],
  [
    "a group without kind",
    '"kind": "ClusterRole", ',
    "",
    "line 21, product_allowed_cluster_resources.shop[0].kind",
    /name the kind/,
  ],
  [
    "a field that a kind does not have",
    '"kind": "ClusterRole"',
    '"kind": "A", "verbs": "*"',
    "line 21, product_allowed_cluster_resources.shop[0].verbs",
    /is not a field/,
  ],
  [
    "a kubeconfig without users",
    "users: [{ name: canary }]",
    "users: []",
    "line 24, kubeconfig",
    /has no user/,
  ],
  [
    "a kubeconfig that is no YAML",
    "users: [{ name: canary }]",
    "users: [canary",
    "line 24, kubeconfig",
    /is not valid YAML/,
  ],
  [
    "a kubeconfig that is a number",
    '"users: [{ name: canary }]\\ncontexts: [{ name: x, context: { cluster: c, user: canary } }]\\ncurrent-context: x\\nclusters: [{ name: c }]"',
    "1",
    "line 24, kubeconfig",
    /must be a text/,
  ],
];
