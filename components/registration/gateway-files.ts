import type { Json } from "../../provider/claims/model";
import type { Documents } from "./claims";
import { gitApplication, helmApplication } from "./manifests/argo-cd";
import { oauthProxyValues, traefikValues } from "./manifests/helm-values";
import { certificateSecret, ingress, kustomization } from "./manifests/kubernetes";
import { oauthForward, oauthSignIn } from "./manifests/traefik";
import * as layout from "./repo-layout";
import type { GatewayValues } from "./values";

/** Where a gateway and its OAuth proxy are installed, and by which Argo CD. */
export interface GatewayPlace {
  readonly folder: string;
  readonly project: string;
  /** The API of the cluster, as the installing Argo CD sees it. */
  readonly server: string;
  /** Before the names of the applications, which the tenant's Argo CD has for many hosts. */
  readonly prefix: string;
}

/** Name of the OAuth proxy's Service, which is that of its application. */
export function oauthProxyService(prefix: string): string {
  return `${prefix}oauth2-proxy`;
}

/** The applications of a gateway and its OAuth proxy, and the parts of their overlays that every gateway has. */
export function gatewayFiles(gateway: GatewayValues, place: GatewayPlace): Documents {
  const { project, server, prefix, folder } = place;
  const apps = layout.applications(folder);
  const base = { project, server, repoURL: gateway.tenant.repositoryUrl };
  return {
    [`${apps}/traefik-app.yaml`]: helmApplication({
      ...base,
      name: `${prefix}traefik`,
      chart: "traefik",
      repoURL: "https://helm.traefik.io/traefik",
      version: "v10.22.0",
      namespace: "traefik",
      values: traefikValues(gateway.httpNodePort, gateway.httpsNodePort),
    }),
    [`${apps}/traefik-resources-app.yaml`]: gitApplication({
      ...base,
      name: `${prefix}traefik-resources`,
      path: layout.overlay(folder, "traefik"),
      namespace: "traefik",
    }),
    [`${apps}/oauth2-proxy-app.yaml`]: oauthProxyApplication(gateway, place),
    [`${apps}/oauth2-proxy-resources-app.yaml`]: gitApplication({
      ...base,
      name: `${prefix}oauth2-proxy-resources`,
      path: layout.overlay(folder, "oauth2-proxy"),
      namespace: "oauth2-proxy",
    }),
    ...oauthProxyOverlay(gateway, folder),
  };
}

function oauthProxyApplication(gateway: GatewayValues, place: GatewayPlace): Json {
  const { cluster, domain, httpsNodePort, tenant, secrets } = gateway;
  const { issuer, clientId } = tenant.oidc;
  return helmApplication({
    name: oauthProxyService(place.prefix),
    project: place.project,
    server: place.server,
    chart: "oauth2-proxy",
    repoURL: "https://oauth2-proxy.github.io/manifests",
    version: "6.12.0",
    namespace: "oauth2-proxy",
    values: oauthProxyValues({ cluster, domain, httpsNodePort, issuer, clientId, secrets }),
  });
}

function oauthProxyOverlay({ tenant }: GatewayValues, folder: string): Documents {
  const overlay = layout.overlay(folder, "oauth2-proxy");
  return {
    [`${overlay}/kustomization.yaml`]: kustomization(
      ["secret-ipd-ca.yaml", "ingress-tekton-dashboard.yaml"],
      { namespace: "oauth2-proxy" },
    ),
    [`${overlay}/secret-ipd-ca.yaml`]: certificateSecret(
      { name: "idp-ca-secret", namespace: "oauth2-proxy" },
      "ca.crt",
      tenant.caCertificate,
    ),
  };
}

/** The overlay of a worker's own gateway, whose middlewares are in one file. */
export function workerTraefikOverlay(folder: string, middlewares: Json): Documents {
  return {
    [`${layout.overlay(folder, "traefik")}/kustomization.yaml`]: traefikKustomization([
      "middleware-oauth.yaml",
    ]),
    [layout.oauthMiddleware(folder)]: middlewares,
  };
}

/** The overlay of a host's gateway, but for the middlewares of its virtual clusters. */
export function hostTraefikOverlay(host: string): Documents {
  const overlay = layout.overlay(layout.hostFolder(host), "traefik");
  return {
    [`${overlay}/kustomization.yaml`]: traefikKustomization([
      "middleware-oauth-forward.yaml",
      "middleware-oauth.yaml",
    ]),
    [`${overlay}/middleware-oauth-forward.yaml`]: oauthForward(oauthProxyService(`${host}-`)),
  };
}

/** The Ingress through which the OAuth proxy answers on a dashboard's host. */
export function dashboardSignIn(name: string, host: string, proxy: string): Json {
  return ingress({
    name,
    namespace: "oauth2-proxy",
    annotations: { "kubernetes.io/ingress.class": "traefik" },
    host,
    tls: true,
    path: "/oauth2",
    service: proxy,
    port: { number: 80 },
  });
}

/** The middlewares of a worker's own gateway; with a dashboard, those of its sign-in, too. */
export function workerMiddlewares(cluster: string, dashboardUrl: string | undefined): Json {
  const proxy = oauthProxyService("");
  const forward = oauthForward(proxy);
  return dashboardUrl === undefined
    ? forward
    : [forward, ...oauthSignIn(cluster, proxy, dashboardUrl)];
}

function traefikKustomization(resources: readonly string[]): Json {
  return kustomization([layout.fromOverlay(layout.base("traefik")), ...resources], {
    namespace: "traefik",
  });
}
