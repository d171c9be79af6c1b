import fc from "fast-check";

import type { Claims } from "../../provider/claims/model";
import {
  registerHostCluster,
  registerPhysicalCluster,
  registerVirtualCluster,
} from "../../components/registration";
import * as given from "./given";

type Kind = "pd" | "pp" | "h" | "vd" | "vp";
const kinds: readonly Kind[] = ["pd", "pp", "h", "vd", "vp"];

const name = fc
  .stringMatching(/^[a-z]([-a-z0-9]{0,12}[a-z0-9])?$/)
  .filter(
    (text) => !["kustomization", "tenant1", "default", "h", "traefik", "vault"].includes(text),
  )
  .filter((text) => !text.startsWith("kube-"));

function claimsOf(kind: Kind, clusterName: string, secretsInClear = true): Claims {
  const changes = secretsInClear
    ? { clusterName }
    : { clusterName, tenant: given.tenant, allowSecretsInFiles: false };
  switch (kind) {
    case "pd":
    case "pp":
      return registerPhysicalCluster({ ...given[kind], ...changes }).claims;
    case "h":
      return registerHostCluster({ ...given.h, ...changes }).claims;
    case "vd":
    case "vp":
      return registerVirtualCluster({ ...given[kind], ...changes }).claims;
  }
}

test("distinct clusters never share a whole file", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
      fc.constantFrom(...kinds),
      fc.constantFrom(...kinds),
      ([one = "", other = ""], kind, otherKind) => {
        const first = claimsOf(kind, one);
        const second = claimsOf(otherKind, other);
        const owned = new Set(Object.keys({ ...first.documents, ...first.texts }));
        const shared = Object.keys({ ...second.documents, ...second.texts });
        expect(shared.filter((path) => owned.has(path))).toEqual([]);
        expect(shared.filter((path) => path in first.entries || path in first.shared)).toEqual([]);
      },
    ),
  );
});

test("the same arguments give the same claims, in the same order", () => {
  fc.assert(
    fc.property(name, fc.constantFrom(...kinds), (clusterName, kind) => {
      expect(JSON.stringify(claimsOf(kind, clusterName))).toBe(
        JSON.stringify(claimsOf(kind, clusterName)),
      );
    }),
  );
});

test("no secret is in the claims without allowSecretsInFiles", () => {
  const { clientSecret, cookieSecret } = given.tenantInClear.oidc;
  const tenant = {
    ...given.tenantInClear,
    oidc: { ...given.tenantInClear.oidc, existingSecret: "oidc-client" },
  };
  for (const kind of kinds) {
    expect(JSON.stringify(claimsOf(kind, "c"))).toContain(clientSecret);
    const changes = { tenant, allowSecretsInFiles: false, kubeconfig: given.kubeconfig };
    const guarded =
      kind === "h"
        ? registerHostCluster({ ...given.h, ...changes })
        : kind === "pd" || kind === "pp"
          ? registerPhysicalCluster({ ...given[kind], ...changes })
          : registerVirtualCluster({ ...given[kind], tenant, allowSecretsInFiles: false });
    const text = JSON.stringify(guarded);
    for (const secret of [clientSecret, cookieSecret, "canary-token"])
      expect(text).not.toContain(secret);
  }
});

test("a delivery that is undefined is push", () => {
  const undelivered = { ...given.pd, kubeconfig: given.kubeconfig };
  delete undelivered.delivery;
  const pushed = registerPhysicalCluster({ ...undelivered, delivery: "push" });
  expect(registerPhysicalCluster(undelivered)).toEqual(pushed);
  expect(registerPhysicalCluster({ ...undelivered, delivery: undefined })).toEqual(pushed);
});

test("an argument that is undefined is as one left out", () => {
  const undefineds = {
    primaryDomain: undefined,
    kubeconfig: undefined,
    components: { gateway: undefined, deployment: { additions: undefined } },
    reservedNamespacesAllowedProducts: undefined,
  };
  expect(registerPhysicalCluster({ ...given.pd, ...undefineds })).toEqual(
    registerPhysicalCluster(given.pd),
  );
});
