import { kubeconfig, tenant } from "../../registration/given";
import type { Patch, Row } from "../../registration/refused";

/** A physical cluster that push delivers. */
export const pushedCluster = {
  clusterName: "pd",
  delivery: "push",
  tenant,
  apiServer: "https://10.0.0.9:6443",
  kubeconfig,
  workerType: "deployment",
} as const;

function gateway(choice: Patch): Patch {
  return { components: { gateway: choice } };
}

function charts(place: string): Patch {
  return { tenant: { ...tenant, mirror: { charts: place } } };
}

/** What such a cluster refuses beside what every physical one does. */
export const pushedClusters: readonly Row[] = [
  [
    "Kubernetes' namespace for a component",
    gateway({ namespace: "kube-system" }),
    "components.gateway.namespace",
    /is kube-system, which is Kubernetes' own/,
  ],
  [
    "the default namespace for a component",
    gateway({ namespace: "default" }),
    "components.gateway.namespace",
    /is default, which is Kubernetes' own/,
  ],
  [
    "a component whose name is a namespace of Kubernetes",
    gateway({ name: "kube-public", chart: { name: "a", version: "1.0.0" } }),
    "components.gateway.namespace",
    /is kube-public, which is Kubernetes' own/,
  ],
  [
    "a password in the mirror of charts",
    charts("https://reader:canary@charts.example.com"),
    "tenant.mirror.charts",
    /must not contain credentials/,
  ],
  [
    "a password in a mirror that is a registry",
    charts("oci://reader:canary@charts.example.com/hub"),
    "tenant.mirror.charts",
    /must not contain credentials/,
  ],
  [
    "a mirror of charts that is no URL",
    charts("charts.example.com"),
    "tenant.mirror.charts",
    /begins with https:\/\/ or oci:\/\//,
  ],
];
