/** Values of Traefik; the ports are not quoted. */
export const traefikValues = `service:
  type: NodePort
  annotations:
    "cluster-operator.nautes.io/http-entrypoint": "web"
    "cluster-operator.nautes.io/https-entrypoint": "websecure"
  labels:
    "resource.nautes.io/Usage": "Entrypoint"
ports:
  traefik:
    port: 9000
  web:
    nodePort: [[HTTP]]
  websecure:
    nodePort: [[HTTPS]]
    tls:
      enabled: true
providers:
  kubernetesIngress:
    publishedService:
      enabled: true
  kubernetesCRD:
    allowCrossNamespace: true
`;

/** Values of oauth2-proxy, with its secrets in clear. */
export const oauthProxyValues = `config:
  clientID: [[CLIENT_ID]]
  clientSecret: [[CLIENT_SECRET]]
extraArgs:
  provider: "oidc"
  provider-display-name: "Dex"
  whitelist-domain: ".[[DOMAIN]]:[[HTTPS]]"
  cookie-secure: "true"
  cookie-domain: ".[[DOMAIN]]"
  redirect-url: "https://auth.[[NAME]].[[DOMAIN]]:[[HTTPS]]/oauth2/callback"
  cookie-secret: "[[COOKIE]]"
  oidc-issuer-url: "[[ISSUER]]"
  scope: "openid profile email groups"
  email-domain: "*"
  skip-provider-button: "false"
  set-authorization-header: "true"
ingress:
  enabled: true
  annotations:
    kubernetes.io/ingress.class: traefik
  tls:
    - hosts:
        - auth.[[NAME]].[[DOMAIN]]
  path: /
  pathType: ImplementationSpecific
  hosts:
    - auth.[[NAME]].[[DOMAIN]]
extraVolumes:
  - name: ca-bundle-cert
    secret:
      secretName: idp-ca-secret
extraVolumeMounts:
  - mountPath: /etc/ssl/certs/
    name: ca-bundle-cert
`;
