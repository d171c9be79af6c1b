import { chartApplication, folderApplication, indented } from "./application";
import { vaultAccess } from "./worker";

const folder = "host-clusters/_HOST_CLUSTER_/vclusters/_VCLUSTER_";
const base = { project: "[[TENANT]]", server: "[[HOSTAPI]]", syncOptions: [], finalizer: true };

/** What a virtual cluster has on its host, by the path of its template. */
export const virtualTemplates: Readonly<Record<string, string>> = {
  [`${folder}/vcluster-app.yaml`]: chartApplication({
    ...base,
    name: "[[NAME]]-vcluster-app",
    chart: "vcluster",
    repoURL: "https://charts.loft.sh",
    version: "0.10.1",
    namespace: "[[NAME]]",
    values: `vcluster:
  image: rancher/k3s:v1.21.13-k3s1
  extraArgs:
    - --kube-apiserver-arg=oidc-issuer-url=[[ISSUER]]
    - --kube-apiserver-arg=oidc-client-id=[[CLIENT_ID]]
    - --kube-apiserver-arg=oidc-ca-file=/etc/ssl/certs/ca.crt
    - --kube-apiserver-arg=oidc-groups-claim=groups
  volumeMounts:
    - name: data
      mountPath: /data
    - name: etc-ssl-certs
      mountPath: /etc/ssl/certs/ca.crt
      subPath: ca.crt
      readOnly: true
volumes:
  - name: etc-ssl-certs
    secret:
      secretName: ca
sync:
  ingresses:
    enabled: true
syncer:
  extraArgs:
    - --tls-san=[[HOSTIP]]
init:
  manifests: |-
${indented(vaultAccess(), 4)}`,
  }),
  [`${folder}/vcluster-initial-app.yaml`]: folderApplication({
    ...base,
    name: "[[NAME]]-vcluster-initial",
    path: "host-clusters/[[HOST]]/vclusters/[[NAME]]/vcluster-initial",
  }),
  [`${folder}/vcluster-initial/namespace.yaml`]: `apiVersion: v1
kind: Namespace
metadata:
  name: [[NAME]]
`,
  [`${folder}/vcluster-initial/secret.yaml`]: `apiVersion: v1
kind: Secret
metadata:
  name: ca
  namespace: [[NAME]]
data:
  ca.crt: [[CA_B64]]
`,
  [`${folder}/vcluster-initial/svc.yaml`]: `apiVersion: v1
kind: Service
metadata:
  name: svc-[[NAME]]
  namespace: [[NAME]]
spec:
  ports:
    - name: https
      port: 443
      protocol: TCP
      targetPort: 8443
      nodePort: [[VPORT]]
  selector:
    app: vcluster
  sessionAffinity: None
  type: NodePort
`,
};
