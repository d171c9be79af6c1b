import { allowancesOf } from "../../components/runtime/allowances";
import { allowedBy } from "../../components/runtime/argocd";

const server = "https://kubernetes.default.svc";

test("a product has the namespaces and kinds that name it, in an order of their own", () => {
  const permissions = {
    reservedNamespacesAllowedProducts: { vault: ["shop", "bank"], argocd: ["shop"], hnc: ["bank"] },
    productAllowedClusterResources: {
      shop: [
        { group: "b.io", kind: "B" },
        { group: "a.io", kind: "A" },
      ],
      bank: [{ group: "c.io", kind: "C" }],
    },
  };
  expect(allowancesOf(permissions, "shop")).toEqual({
    namespaces: ["argocd", "vault"],
    kinds: [
      { group: "a.io", kind: "A" },
      { group: "b.io", kind: "B" },
    ],
  });
});

test("a cluster that says nothing allows nothing but the runtime's own namespaces", () => {
  const none = allowancesOf({}, "shop");
  expect(none).toEqual({ namespaces: [], kinds: [] });
  expect(allowedBy(none, ["shop-dev"])).toEqual({
    destinations: [{ server, namespace: "shop-dev" }],
    clusterResourceWhitelist: [],
  });
});

test("what is taken from a product is taken from its projects: nothing is kept", () => {
  const before = allowancesOf({ reservedNamespacesAllowedProducts: { vault: ["shop"] } }, "shop");
  expect(allowedBy(before, ["shop-dev"]).destinations).toHaveLength(2);
  const after = allowancesOf({ reservedNamespacesAllowedProducts: { vault: ["bank"] } }, "shop");
  expect(allowedBy(after, ["shop-dev"]).destinations).toHaveLength(1);
});
