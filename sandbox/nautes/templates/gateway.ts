import { chartApplication, folderApplication, inCluster } from "./application";
import { oauthProxyValues, traefikValues } from "./gateway-values";

interface Place {
  /** Folder of the templates, with the placeholder of the cluster's name. */
  readonly folder: string;
  /** The same once the placeholder is filled in. */
  readonly path: string;
  readonly prefix: string;
  readonly project: string;
  readonly server: string;
}

const worker: Place = {
  folder: "runtimes/_RUNTIME_",
  path: "runtimes/[[NAME]]-runtime",
  prefix: "",
  project: "[[NAME]]-runtime-project",
  server: inCluster,
};
const host: Place = {
  folder: "host-clusters/_HOST_CLUSTER_",
  path: "host-clusters/[[NAME]]",
  prefix: "[[NAME]]-",
  project: "[[TENANT]]",
  server: "[[API]]",
};

const forward = `apiVersion: traefik.containo.us/v1alpha1
kind: Middleware
metadata:
  name: oauth-forward
  namespace: traefik
spec:
  forwardAuth:
    address: http://PROXY.oauth2-proxy/oauth2/auth
    trustForwardHeader: true
    authResponseHeaders:
      - "X-Forwarded-User"
      - "Authorization"
`;

// The line breaks that are missing behind each repeated part are Nautes' own slip: from the second pipeline cluster on,
// the next separator is glued to the line before it.
const signIn = `[[#DASHBOARDS]]---
apiVersion: traefik.containo.us/v1alpha1
kind: Middleware
metadata:
  name: oauth-[[DASHBOARD]]
  namespace: traefik
spec:
  chain:
    middlewares:
      - name: oauth-errors-[[DASHBOARD]]
      - name: oauth-forward
---
apiVersion: traefik.containo.us/v1alpha1
kind: Middleware
metadata:
  name: oauth-errors-[[DASHBOARD]]
  namespace: traefik
spec:
  errors:
    status:
      - "401"
    service:
      name: PROXY
      namespace: oauth2-proxy
      port: 80
    query: /oauth2/sign_in?rd=https://[[DASHBOARD_HOST]]:[[HTTPS]][[/DASHBOARDS]]
`;

const dashboards = `[[#DASHBOARDS]]---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: INGRESS
  namespace: oauth2-proxy
  annotations:
    kubernetes.io/ingress.class: "traefik"
spec:
  tls:
    - hosts:
        - [[DASHBOARD_HOST]]
  rules:
    - host: [[DASHBOARD_HOST]]
      http:
        paths:
          - path: /oauth2
            pathType: ImplementationSpecific
            backend:
              service:
                name: PROXY
                port:
                  number: 80[[/DASHBOARDS]]
`;

const workerTraefik = `${worker.folder}/traefik/overlays/production`;
const hostTraefik = `${host.folder}/traefik/overlays/production`;

/** The gateways of physical workers and of hosts, by the path of the template. */
export const gatewayTemplates: Readonly<Record<string, string>> = {
  ...gateway(worker),
  ...gateway(host),
  [`${workerTraefik}/kustomization.yaml`]: traefikKustomization("middleware-oauth.yaml"),
  [`${workerTraefik}/middleware-oauth.yaml`]: withProxy(`${forward}${signIn}`, worker),
  [`${hostTraefik}/kustomization.yaml`]: traefikKustomization(
    "middleware-oauth-forward.yaml",
    "middleware-oauth.yaml",
  ),
  [`${hostTraefik}/middleware-oauth-forward.yaml`]: withProxy(forward, host),
  [`${hostTraefik}/middleware-oauth.yaml`]: withProxy(signIn, host),
};

function gateway(place: Place): Record<string, string> {
  const { folder, path, prefix, project, server } = place;
  const base = { project, server };
  const proxy = `${folder}/oauth2-proxy/overlays/production`;
  const ingress = prefix === "" ? "tekton-dashboard" : "[[DASHBOARD]]-tekton-dashboard";
  return {
    [`${folder}/production/traefik-app.yaml`]: chartApplication({
      ...base,
      name: `${prefix}traefik`,
      chart: "traefik",
      repoURL: "https://helm.traefik.io/traefik",
      version: "v10.22.0",
      namespace: "traefik",
      values: traefikValues,
    }),
    [`${folder}/production/traefik-resources-app.yaml`]: folderApplication({
      ...base,
      name: `${prefix}traefik-resources`,
      path: `${path}/traefik/overlays/production`,
      namespace: "traefik",
    }),
    [`${folder}/production/oauth2-proxy-app.yaml`]: chartApplication({
      ...base,
      name: `${prefix}oauth2-proxy`,
      chart: "oauth2-proxy",
      repoURL: "https://oauth2-proxy.github.io/manifests",
      version: "6.12.0",
      namespace: "oauth2-proxy",
      values: oauthProxyValues,
    }),
    [`${folder}/production/oauth2-proxy-resources-app.yaml`]: folderApplication({
      ...base,
      name: `${prefix}oauth2-proxy-resources`,
      path: `${path}/oauth2-proxy/overlays/production`,
      namespace: "oauth2-proxy",
    }),
    [`${proxy}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - secret-ipd-ca.yaml
  - ingress-tekton-dashboard.yaml
namespace: oauth2-proxy
`,
    [`${proxy}/secret-ipd-ca.yaml`]: `apiVersion: v1
kind: Secret
metadata:
  name: idp-ca-secret
  namespace: oauth2-proxy
data:
  ca.crt: [[CA_B64]]
`,
    [`${proxy}/ingress-tekton-dashboard.yaml`]: withProxy(dashboards, place).replace(
      "INGRESS",
      ingress,
    ),
  };
}

function withProxy(template: string, { prefix }: Place): string {
  return template.replaceAll("PROXY", `${prefix === "" ? "" : "[[NAME]]-"}oauth2-proxy`);
}

function traefikKustomization(...files: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../../traefik/overlays/production
${files.map((file) => `  - ${file}\n`).join("")}namespace: traefik
`;
}
