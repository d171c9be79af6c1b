const folder = "runtimes/_RUNTIME_/argocd/overlays/production";

/** The overlay of a worker's Argo CD, by the path of its template. */
export const argocdTemplates: Readonly<Record<string, string>> = {
  [`${folder}/kustomization.yaml`]: `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../../../../argocd/overlays/production
  - ingress-argocd-server.yaml
  - secret-ipd-ca.yaml
patchesStrategicMerge:
  - patch-argocd-cm.yaml
  - patch-argocd-dex-server.yaml
  - patch-argocd-tls-certs-cm.yaml
namespace: argocd
`,
  [`${folder}/ingress-argocd-server.yaml`]: `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: argocd-server
  namespace: argocd
spec:
  rules:
    - host: [[ARGOCD_HOST]]
      http:
        paths:
          - path: /
            pathType: ImplementationSpecific
            backend:
              service:
                name: argocd-server
                port:
                  name: https
`,
  [`${folder}/secret-ipd-ca.yaml`]: `apiVersion: v1
kind: Secret
metadata:
  name: idp-ca-secret
data:
  ca-certs-Private-DEX.pem: [[CA_B64]]
`,
  [`${folder}/patch-argocd-cm.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  namespace: argocd
  name: argocd-cm
data:
  kustomize.buildOptions: --load-restrictor LoadRestrictionsNone
  url: https://[[ARGOCD_HOST]]:[[HTTPS]]
  dex.config: |
    connectors:
      - type: oidc
        id: dex
        name: Dex
        config:
          issuer: [[ISSUER]]
          clientID: [[CLIENT_ID]]
          clientSecret: [[CLIENT_SECRET]]
          insecureEnableGroups: true
          scopes:
          - "openid"
          - "profile"
          - "email"
          - "groups"
          getUserInfo: true
`,
  [`${folder}/patch-argocd-dex-server.yaml`]: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: argocd-dex-server
spec:
  template:
    spec:
      volumes:
        - name: idp-ca-secret
          secret:
            secretName: idp-ca-secret
      containers:
        - name: dex
          volumeMounts:
            - mountPath: /etc/ssl/certs/
              name: idp-ca-secret
`,
  [`${folder}/patch-argocd-tls-certs-cm.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-tls-certs-cm
data:
  [[GIT_HOST]]: |-
    [[GITLAB_CA:4]]
`,
};
