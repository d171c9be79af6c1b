import { ingress, middleware, secret } from "./manifests";
import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan, ObjectPlan } from "./model";
import { defaultPlaces } from "./places";
import type { Places } from "./places";
import { given, plan } from "./plans";
import { release } from "./release";
import { caFile, caMounts, caObject, caVolumes, neededSecret, signInOf } from "./sign-in";
import type { SignIn } from "./sign-in";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://oauth2-proxy.github.io/manifests",
  name: "oauth2-proxy",
  version: "10.7.0",
  timeoutSeconds: 300,
};

const ownSecret = "oauth2-proxy-creds";
const keys = ["client-id", "client-secret", "cookie-secret"];

/** oauth2-proxy, and the middlewares by which the gateway asks it about each request to a dashboard. */
export function oauthProxy(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  const namespace = places.oauthProxy;
  const { tenant } = cluster;
  const signIn = given(signInOf(tenant), "The OIDC issuer or its client");
  const existing = signIn.client.kind === "existing" ? signIn.client.name : undefined;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      "oauth2-proxy": release(cluster, choice, {
        namespace,
        // It stops again and again until the issuer answers, and its Ingress needs the gateway.
        wave: 4,
        chart,
        values: mergeValues(
          proxyValues(cluster, signIn),
          tenant.caCertificate === undefined ? {} : trust,
          cluster.ha ? { replicaCount: 2 } : {},
          at("resources", choice.resources),
          at("tolerations", choice.tolerations),
          imageMirror(tenant, { "global.imageRegistry": (prefix) => prefix }),
        ),
      }),
    },
    objects: {
      ...(existing === undefined ? credentials(cluster, signIn, namespace) : {}),
      ...caObject(tenant, namespace),
      "oauth-forward": { wave: 4, manifest: forward(places) },
      ...(cluster.tektonHost === undefined ? {} : dashboardSignIn(cluster, places)),
    },
    readiness: existing === undefined ? {} : { secrets: [neededSecret(namespace, existing, keys)] },
    kubernetes: { atLeast: "1.16" },
  });
}

/** What the sign-in of a dashboard is made of, on the cluster whose gateway it is reached through. */
export function dashboardSignIn(
  cluster: Pick<ChartCluster, "name" | "tektonHost" | "gatewayHttpsNodePort">,
  places: Places,
): Readonly<Record<string, ObjectPlan>> {
  const { name } = cluster;
  const host = given(cluster.tektonHost, "The dashboard's host");
  const errors = `oauth-errors-${name}`;
  const service = { name: "oauth2-proxy", namespace: places.oauthProxy, port: 80 };
  const back = `https://${host}:${cluster.gatewayHttpsNodePort}`;
  return {
    [`oauth-${name}`]: {
      wave: 4,
      manifest: middleware(places.gateway, `oauth-${name}`, {
        chain: { middlewares: [{ name: errors }, { name: "oauth-forward" }] },
      }),
    },
    [errors]: {
      wave: 4,
      manifest: middleware(places.gateway, errors, {
        errors: { status: ["401"], service, query: `/oauth2/sign_in?rd=${back}` },
      }),
    },
    [`tekton-dashboard-sign-in-${name}`]: {
      wave: 4,
      manifest: ingress({
        namespace: places.oauthProxy,
        name: `tekton-dashboard-${name}`,
        host,
        path: "/oauth2",
        service: service.name,
        port: service.port,
      }),
    },
  };
}

function forward(places: Places) {
  return middleware(places.gateway, "oauth-forward", {
    forwardAuth: {
      address: `http://oauth2-proxy.${places.oauthProxy}/oauth2/auth`,
      trustForwardHeader: true,
      authResponseHeaders: ["X-Forwarded-User", "Authorization"],
    },
  });
}

function proxyValues(cluster: ChartCluster, signIn: SignIn): Values {
  const { name, primaryDomain: domain, gatewayHttpsNodePort: port } = cluster;
  const host = `auth.${name}.${domain}`;
  return {
    config: { existingSecret: signIn.client.kind === "existing" ? signIn.client.name : ownSecret },
    extraArgs: {
      provider: "oidc",
      "oidc-issuer-url": signIn.issuer,
      "redirect-url": `https://${host}:${port}/oauth2/callback`,
      "whitelist-domain": `.${domain}:${port}`,
      "cookie-domain": `.${domain}`,
      "cookie-secure": "true",
      "email-domain": "*",
      scope: "openid profile email groups",
      "set-authorization-header": "true",
      "reverse-proxy": "true",
      // The proxy wants a secret or a file of one; an empty file makes it a public client.
      ...(signIn.client.kind === "public"
        ? { "code-challenge-method": "S256", "client-secret-file": "/dev/null" }
        : {}),
    },
    ingress: {
      enabled: true,
      className: "traefik",
      pathType: "Prefix",
      hosts: [host],
      tls: [{ hosts: [host] }],
    },
  };
}

const trust: Values = {
  extraArgs: { "provider-ca-file": caFile },
  extraVolumes: caVolumes,
  extraVolumeMounts: caMounts,
};

/** The chart reads all three keys, also the one that a public client has no value for. */
function credentials(
  { tenant }: ChartCluster,
  signIn: SignIn,
  namespace: string,
): Readonly<Record<string, ObjectPlan>> {
  const manifest = secret(namespace, ownSecret, {
    "client-id": signIn.clientId,
    "client-secret": signIn.client.kind === "own" ? signIn.client.secret : "",
    "cookie-secret": given(tenant.oidc?.cookieSecret, "The cookies' secret"),
  });
  return { [ownSecret]: { wave: 0, manifest } };
}
