/** What a cluster of each class needs at least; each block was rendered and installed with the real chart of the pinned version. */
export const classValues = {
  "physical deployment": `
hnc:
  image: {repository: gcr.io/k8s-staging-multitenancy/hnc-manager, tag: v1.1.0}
  hncExcludeNamespaces: [kube-system, kube-public, kube-node-lease, hnc-system, external-secrets, argocd, vault, traefik, argo-rollouts, nautes]
  manager: {resources: {limits: {cpu: 500m, memory: 512Mi}, requests: {cpu: 100m, memory: 150Mi}}}
external-secrets:
  crds: {annotations: {helm.sh/resource-policy: keep}}
  extraVolumes: [{name: ca, secret: {secretName: ca}}]
  extraVolumeMounts: [{name: ca, mountPath: /etc/ssl/certs/ca.crt, subPath: ca.crt, readOnly: true}]
traefik:
  service:
    spec: {type: NodePort}
    annotations: {cluster-operator.nautes.io/http-entrypoint: web, cluster-operator.nautes.io/https-entrypoint: websecure}
    labels: {resource.nautes.io/Usage: Entrypoint}
  ports: {web: {nodePort: 30080}, websecure: {nodePort: 30443}}
  ingressClass: {enabled: true, isDefaultClass: true, name: traefik}
  providers:
    kubernetesCRD: {allowCrossNamespace: true}
    kubernetesIngress: {publishedService: {enabled: false}, ingressEndpoint: {ip: 10.0.0.5}}
argocd:
  global: {domain: argocd.c1.example.com}
  configs:
    cm: {url: "https://argocd.c1.example.com:30443", kustomize.buildOptions: "--load-restrictor LoadRestrictionsNone"}
    params: {server.insecure: true}
  server: {ingress: {enabled: true, ingressClassName: traefik, extraTls: [{hosts: [argocd.c1.example.com]}]}}
  dex: {enabled: false}
  notifications: {enabled: false}
argo-rollouts:
  controller:
    replicas: 1
    extraArgs: [--traefik-api-group=traefik.io, --traefik-api-version=traefik.io/v1alpha1]
vault:
  global: {externalVaultAddr: "https://vault.example.com:8200"}
  injector: {authPath: auth/c1, webhook: {timeoutSeconds: 5}}
  server: {serviceAccount: {create: true, name: vault-auth, createSecret: true}}
`,
  "physical pipeline": `
hnc:
  hncExcludeNamespaces: [kube-system, kube-public, kube-node-lease, hnc-system, external-secrets, argocd, vault, traefik, argo-events, oauth2-proxy, tekton-pipelines, nautes]
  manager: {resources: {limits: {cpu: 500m, memory: 512Mi}, requests: {cpu: 100m, memory: 150Mi}}}
external-secrets: {crds: {annotations: {helm.sh/resource-policy: keep}}}
traefik:
  service:
    spec: {type: NodePort}
    annotations: {cluster-operator.nautes.io/http-entrypoint: web, cluster-operator.nautes.io/https-entrypoint: websecure}
    labels: {resource.nautes.io/Usage: Entrypoint}
  ports: {web: {nodePort: 30080}, websecure: {nodePort: 30443}}
  ingressClass: {name: traefik}
  providers:
    kubernetesCRD: {allowCrossNamespace: true}
    kubernetesIngress: {publishedService: {enabled: false}, ingressEndpoint: {ip: 10.0.0.5}}
argocd:
  global: {domain: argocd.c1.example.com}
  configs: {cm: {url: "https://argocd.c1.example.com:30443"}, params: {server.insecure: true}}
  server: {ingress: {enabled: true, ingressClassName: traefik, extraTls: [{hosts: [argocd.c1.example.com]}]}}
  dex: {enabled: false}
  notifications: {enabled: false}
argo-events: {webhook: {enabled: true}}
tekton:
  namespace: {create: false}
  featureFlags: {coschedule: disabled}
oauth2-proxy:
  config: {existingSecret: oauth2-proxy-creds}
  extraArgs:
    provider: oidc
    oidc-issuer-url: https://dex.example.com
    redirect-url: https://auth.c1.example.com:30443/oauth2/callback
    whitelist-domain: ".example.com:30443"
    cookie-domain: ".example.com"
    cookie-secure: "true"
    email-domain: "*"
    scope: openid profile email groups
    set-authorization-header: "true"
    reverse-proxy: "true"
    provider-ca-file: /etc/idp/ca.crt
  ingress: {enabled: true, className: traefik, pathType: Prefix, hosts: [auth.c1.example.com], tls: [{hosts: [auth.c1.example.com]}]}
  extraVolumes: [{name: idp-ca, secret: {secretName: idp-ca-secret}}]
  extraVolumeMounts: [{name: idp-ca, mountPath: /etc/idp, readOnly: true}]
vault:
  global: {externalVaultAddr: "https://vault.example.com:8200"}
  injector: {authPath: auth/c1, webhook: {timeoutSeconds: 5}}
  server: {serviceAccount: {create: true, name: vault-auth, createSecret: true}}
`,
  host: `
traefik:
  service:
    spec: {type: NodePort}
    annotations: {cluster-operator.nautes.io/http-entrypoint: web, cluster-operator.nautes.io/https-entrypoint: websecure}
    labels: {resource.nautes.io/Usage: Entrypoint}
  ports: {web: {nodePort: 30080}, websecure: {nodePort: 30443}}
  ingressClass: {name: traefik, isDefaultClass: true}
  providers:
    kubernetesCRD: {allowCrossNamespace: true}
    kubernetesIngress: {publishedService: {enabled: false}, ingressEndpoint: {ip: 10.0.0.5}}
oauth2-proxy:
  config: {existingSecret: oauth2-proxy-creds}
  extraArgs:
    provider: oidc
    oidc-issuer-url: https://dex.example.com
    redirect-url: https://auth.h1.example.com:30443/oauth2/callback
    whitelist-domain: ".example.com:30443"
    cookie-domain: ".example.com"
    email-domain: "*"
    scope: openid profile email groups
    set-authorization-header: "true"
    reverse-proxy: "true"
  ingress: {enabled: true, className: traefik, pathType: Prefix, hosts: [auth.h1.example.com], tls: [{hosts: [auth.h1.example.com]}]}
`,
  "virtual deployment": `
hnc: {hncExcludeNamespaces: [kube-system, kube-public, kube-node-lease, hnc-system, external-secrets, argocd, vault, argo-rollouts, nautes]}
external-secrets: {crds: {annotations: {helm.sh/resource-policy: keep}}}
argocd:
  global: {domain: argocd.c1.example.com, networkPolicy: {create: false}}
  configs: {cm: {url: "https://argocd.c1.example.com:30443"}, params: {server.insecure: true}}
  server: {ingress: {enabled: true, ingressClassName: traefik, extraTls: [{hosts: [argocd.c1.example.com]}]}}
  dex: {enabled: false}
  notifications: {enabled: false}
argo-rollouts:
  controller: {replicas: 1}
  providerRBAC: {providers: {traefik: false}}
vault:
  global: {externalVaultAddr: "https://vault.example.com:8200"}
  injector: {authPath: auth/c1, webhook: {timeoutSeconds: 5}}
  server: {serviceAccount: {create: true, name: vault-auth, createSecret: true}}
`,
  "virtual pipeline": `
hnc: {hncExcludeNamespaces: [kube-system, kube-public, kube-node-lease, hnc-system, external-secrets, argocd, vault, argo-events, tekton-pipelines, nautes]}
external-secrets: {crds: {annotations: {helm.sh/resource-policy: keep}}}
argocd:
  global: {domain: argocd.c1.example.com, networkPolicy: {create: false}}
  configs: {cm: {url: "https://argocd.c1.example.com:30443"}, params: {server.insecure: true}}
  server: {ingress: {enabled: true, ingressClassName: traefik, extraTls: [{hosts: [argocd.c1.example.com]}]}}
  dex: {enabled: false}
  notifications: {enabled: false}
argo-events: {webhook: {enabled: true}}
tekton:
  namespace: {create: false}
  featureFlags: {coschedule: disabled}
vault:
  global: {externalVaultAddr: "https://vault.example.com:8200"}
  injector: {authPath: auth/c1, webhook: {timeoutSeconds: 5}}
  server: {serviceAccount: {create: true, name: vault-auth, createSecret: true}}
`,
} as const;

/** The same for the release of virtual cluster c1 on its host h1. */
export const virtualClusterValues = `
controlPlane:
  distro: {k8s: {enabled: true, version: v1.34.3}}
  proxy: {extraSANs: [10.0.0.5, 10.0.0.5, example.com]}
  service: {httpsNodePort: 31443, spec: {type: NodePort}}
  statefulSet:
    image: {repository: loft-sh/vcluster-oss}
    persistence: {volumeClaim: {size: 5Gi, retentionPolicy: Delete}}
networking: {advanced: {proxyKubelets: {byHostname: false}}}
sync:
  toHost: {ingresses: {enabled: true}}
  fromHost: {ingressClasses: {enabled: true}}
exportKubeConfig: {context: c1, server: "https://10.0.0.5:31443"}
telemetry: {enabled: false}
`;
