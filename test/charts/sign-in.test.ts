import { load } from "js-yaml";

import { installPlan } from "../../components/charts/catalogue";
import type { InstallPlan } from "../../components/charts/model";
import { virtualClusterPlan } from "../../components/charts/virtual-cluster";
import { valueAt } from "../../components/derivation";
import { clusterOf, signingIn, tenant } from "./clusters";

function dexConfig(plan: InstallPlan): { enabled: unknown; connector: unknown } {
  const values = plan.releases["argocd"]?.values;
  const cm = valueAt(values, ["configs", "cm"]) as Readonly<Record<string, string>>;
  const config = cm["dex.config"];
  const connector = config && valueAt(load(config), ["connectors", 0]);
  return { enabled: valueAt(values, ["dex", "enabled"]), connector };
}

function secretData(plan: InstallPlan, key: string): Readonly<Record<string, string>> {
  const data = valueAt(plan.objects, [key, "manifest", "data"]) as Record<string, string>;
  return Object.fromEntries(
    Object.entries(data).map(([name, text]) => [name, Buffer.from(text, "base64").toString()]),
  );
}

test("with a client's secret Argo CD's Dex reads it from a Secret of ours that Argo CD looks at", () => {
  const plan = installPlan(
    clusterOf("physical deployment", { tenant: signingIn({ clientSecret: "hush" }) }),
    {},
  );
  expect(dexConfig(plan)).toMatchObject({
    enabled: true,
    connector: {
      type: "oidc",
      config: {
        issuer: "https://dex.example.com",
        clientID: "nautes",
        clientSecret: "$argocd-oidc:client-secret",
        rootCAs: ["/etc/idp/ca.crt"],
      },
    },
  });
  expect(plan.objects["argocd-oidc"]?.manifest.metadata).toMatchObject({
    namespace: "argocd",
    labels: { "app.kubernetes.io/part-of": "argocd" },
  });
  expect(secretData(plan, "argocd-oidc")).toEqual({ "client-secret": "hush" });
  expect(secretData(plan, "argocd-idp-ca")).toEqual({ "ca.crt": tenant.caCertificate });
  expect(plan.releases["argocd"]?.values).toMatchObject({
    dex: {
      volumes: [{ secret: { secretName: "idp-ca-secret" } }],
      volumeMounts: [{ mountPath: "/etc/idp" }],
    },
  });
});

test("with a Secret that is there already, both of them use that, and say what it must hold", () => {
  const plan = installPlan(
    clusterOf("physical pipeline", { tenant: signingIn({ existingSecret: "sso" }) }),
    {},
  );
  expect(dexConfig(plan).connector).toMatchObject({
    config: { clientSecret: "$sso:client-secret" },
  });
  expect(plan.releases["oauth2-proxy"]?.values).toMatchObject({
    config: { existingSecret: "sso" },
  });
  expect(Object.keys(plan.objects)).not.toContain("argocd-oidc");
  expect(Object.keys(plan.objects)).not.toContain("oauth2-proxy-creds");
  expect(plan.readiness.secrets).toMatchObject([
    { namespace: "argocd", name: "sso", keys: ["client-secret"] },
    {
      namespace: "oauth2-proxy",
      name: "sso",
      keys: ["client-id", "client-secret", "cookie-secret"],
      remedy:
        "Create Secret sso now in namespace oauth2-proxy, which is there for it, with client-id, client-secret, cookie-secret, then run again; tenant.oidc.existingSecret names it.",
    },
  ]);
});

test("without a secret Argo CD has no sign-in, and the proxy is a public client with PKCE", () => {
  const plan = installPlan(clusterOf("physical pipeline"), {});
  expect(dexConfig(plan)).toEqual({ enabled: false, connector: undefined });
  expect(plan.releases["oauth2-proxy"]?.values).toMatchObject({
    extraArgs: { "code-challenge-method": "S256", "client-secret-file": "/dev/null" },
  });
  expect(secretData(plan, "oauth2-proxy-creds")).toEqual({
    "client-id": "nautes",
    "client-secret": "",
    "cookie-secret": "0123456789abcdef",
  });
  expect(plan.readiness.secrets).toEqual([]);
});

test("a dashboard is behind the sign-in of the gateway that it is reached through", () => {
  const worker = installPlan(clusterOf("physical pipeline"), {});
  const virtual = clusterOf("virtual pipeline");
  const inside = installPlan(virtual, {});
  const onHost = virtualClusterPlan(virtual, clusterOf("host", { gatewayHttpsNodePort: 30999 }));
  for (const plan of [worker, inside])
    expect(plan.objects["tekton-dashboard-ingress"]?.manifest).toMatchObject({
      metadata: {
        namespace: "tekton-pipelines",
        annotations: {
          "traefik.ingress.kubernetes.io/router.middlewares": "traefik-oauth-c1@kubernetescrd",
          "pulumi.com/skipAwait": "true",
        },
      },
      spec: { rules: [{ host: "tekton.c1.example.com" }] },
    });
  expect(Object.keys(inside.objects).filter((key) => key.includes("oauth"))).toEqual([]);
  for (const [plan, port] of [[worker, 30443] as const, [onHost, 30999] as const]) {
    expect(plan.objects["oauth-c1"]?.manifest).toMatchObject({
      apiVersion: "traefik.io/v1alpha1",
      metadata: { namespace: "traefik" },
      spec: { chain: { middlewares: [{ name: "oauth-errors-c1" }, { name: "oauth-forward" }] } },
    });
    expect(plan.objects["oauth-errors-c1"]?.manifest).toMatchObject({
      spec: {
        errors: {
          service: { name: "oauth2-proxy", namespace: "oauth2-proxy", port: 80 },
          query: `/oauth2/sign_in?rd=https://tekton.c1.example.com:${port}`,
        },
      },
    });
    expect(plan.objects["tekton-dashboard-sign-in-c1"]?.manifest).toMatchObject({
      metadata: { namespace: "oauth2-proxy" },
      spec: { rules: [{ http: { paths: [{ path: "/oauth2" }] } }] },
    });
  }
  expect(installPlan(clusterOf("host"), {}).objects["oauth-forward"]?.manifest).toMatchObject({
    spec: { forwardAuth: { address: "http://oauth2-proxy.oauth2-proxy/oauth2/auth" } },
  });
});

test("the API server of a virtual cluster knows the tenant's users", () => {
  const { releases } = virtualClusterPlan(clusterOf("virtual deployment"), clusterOf("host"));
  expect(releases["c1"]?.values).toMatchObject({
    controlPlane: {
      distro: {
        k8s: {
          apiServer: {
            extraArgs: [
              "--oidc-issuer-url=https://dex.example.com",
              "--oidc-client-id=nautes",
              "--oidc-groups-claim=groups",
              "--oidc-ca-file=/etc/idp/ca.crt",
            ],
          },
        },
      },
      statefulSet: {
        persistence: { addVolumes: [{ name: "idp-ca", secret: { secretName: "ca" } }] },
      },
    },
  });
});
