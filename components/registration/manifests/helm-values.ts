import type { Json } from "../../../provider/claims/model";
import type { OidcSecrets } from "../values";
import { vaultAccess } from "./kubernetes";
import { yamlStream } from "./yaml-text";

const caVolume = { name: "etc-ssl-certs", secret: { secretName: "ca" } };
const caMount = {
  name: "etc-ssl-certs",
  mountPath: "/etc/ssl/certs/ca.crt",
  subPath: "ca.crt",
  readOnly: true,
};

/** Values of external-secrets. */
export function externalSecretsValues(): Json {
  return { extraVolumes: [caVolume], extraVolumeMounts: [caMount] };
}

/** Values of Vault's agent injector. */
export function vaultValues(cluster: string, address: string): Json {
  return {
    global: { enabled: false },
    injector: { enabled: true, authPath: `auth/${cluster}`, externalVaultAddr: address },
  };
}

/** Values of Traefik; the ports are numbers. */
export function traefikValues(httpNodePort: number, httpsNodePort: number): Json {
  return {
    service: {
      type: "NodePort",
      annotations: {
        "cluster-operator.nautes.io/http-entrypoint": "web",
        "cluster-operator.nautes.io/https-entrypoint": "websecure",
      },
      labels: { "resource.nautes.io/Usage": "Entrypoint" },
    },
    ports: {
      traefik: { port: 9000 },
      web: { nodePort: httpNodePort },
      websecure: { nodePort: httpsNodePort, tls: { enabled: true } },
    },
    providers: {
      kubernetesIngress: { publishedService: { enabled: true } },
      kubernetesCRD: { allowCrossNamespace: true },
    },
  };
}

interface OauthProxy {
  readonly cluster: string;
  readonly domain: string;
  readonly httpsNodePort: number;
  readonly issuer: string;
  readonly clientId: string;
  readonly secrets: OidcSecrets;
}

/** Values of oauth2-proxy; an existing Secret holds the client's id, too, as the chart wants it. */
export function oauthProxyValues(given: OauthProxy): Json {
  const { domain, httpsNodePort, issuer, clientId, secrets } = given;
  const host = `auth.${given.cluster}.${domain}`;
  const existing = "existingSecret" in secrets;
  return {
    config: existing
      ? { existingSecret: secrets.existingSecret }
      : { clientID: clientId, clientSecret: secrets.clientSecret },
    extraArgs: {
      provider: "oidc",
      "provider-display-name": "Dex",
      "whitelist-domain": `.${domain}:${httpsNodePort}`,
      "cookie-secure": "true",
      "cookie-domain": `.${domain}`,
      "redirect-url": `https://${host}:${httpsNodePort}/oauth2/callback`,
      ...(existing ? {} : { "cookie-secret": secrets.cookieSecret }),
      "oidc-issuer-url": issuer,
      scope: "openid profile email groups",
      "email-domain": "*",
      "skip-provider-button": "false",
      "set-authorization-header": "true",
    },
    ingress: {
      enabled: true,
      annotations: { "kubernetes.io/ingress.class": "traefik" },
      tls: [{ hosts: [host] }],
      path: "/",
      pathType: "ImplementationSpecific",
      hosts: [host],
    },
    extraVolumes: [{ name: "ca-bundle-cert", secret: { secretName: "idp-ca-secret" } }],
    extraVolumeMounts: [{ mountPath: "/etc/ssl/certs/", name: "ca-bundle-cert" }],
  };
}

/** Values of a virtual cluster, whose API is reached at `host`. */
export function vclusterValues(host: string, issuer: string, clientId: string): Json {
  return {
    vcluster: {
      image: "rancher/k3s:v1.21.13-k3s1",
      extraArgs: [
        `--kube-apiserver-arg=oidc-issuer-url=${issuer}`,
        `--kube-apiserver-arg=oidc-client-id=${clientId}`,
        "--kube-apiserver-arg=oidc-ca-file=/etc/ssl/certs/ca.crt",
        "--kube-apiserver-arg=oidc-groups-claim=groups",
      ],
      volumeMounts: [{ name: "data", mountPath: "/data" }, caMount],
    },
    volumes: [caVolume],
    sync: { ingresses: { enabled: true } },
    syncer: { extraArgs: [`--tls-san=${host}`] },
    init: { manifests: yamlStream(vaultAccess()) },
  };
}
