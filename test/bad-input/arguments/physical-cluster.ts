import { kubeconfig } from "../../registration/given";
import type { Row } from "../../registration/refused";

const long = "a".repeat(48);

/** What a physical cluster refuses. */
export const physicalCluster: readonly Row[] = [
  ["no name", { clusterName: undefined }, "clusterName", /is missing; give/],
  ["a name in capitals", { clusterName: "PD" }, "clusterName", /lower-case/],
  ["a name that is a path", { clusterName: "../pd" }, "clusterName", /lower-case/],
  ["a name with a dash at its end", { clusterName: "pd-" }, "clusterName", /letter or digit/],
  ["a name too long for what is made of it", { clusterName: long }, "clusterName", /47/],
  ["the name of the list of clusters", { clusterName: "kustomization" }, "clusterName", /list/],
  ["the tenant's name", { clusterName: "tenant1" }, "clusterName", /tenant's name/],
  ["E1: no API server", { apiServer: undefined }, "apiServer", /is missing; give the URL/],
  ["E1: an empty API server", { apiServer: "" }, "apiServer", /not a URL/],
  ["E4: an API server without scheme", { apiServer: "10.0.0.9:6443" }, "apiServer", /not a URL/],
  ["an API server of another scheme", { apiServer: "ftp://10.0.0.9" }, "apiServer", /not a URL/],
  ["an IPv6 API server", { apiServer: "https://[::1]:6443" }, "apiServer", /IPv6/],
  ["a host without dot", { apiServer: "https://localhost:6443" }, "apiServer", /has a dot/],
  ["a long top level", { apiServer: "https://k8s.example-x" }, "apiServer", /at most 6/],
  ["a port beyond 65535", { apiServer: "https://10.0.0.9:70000" }, "apiServer", /port outside/],
  ["an address beyond 255", { apiServer: "https://10.0.0.300:6443" }, "apiServer", /valid host/],
  ["credentials in a URL", { apiServer: "https://a:canary@b.io" }, "apiServer", /credentials/],
  ["E2: a cluster_type", { cluster_type: "virtual" }, "cluster_type", /component says it/],
  ["E3: a usage", { usage: "host" }, "usage", /HostCluster is a host/],
  ["E6: no worker type", { workerType: undefined }, "workerType", /is missing; give "deployment"/],
  ["E7: another worker type", { workerType: "build" }, "workerType", /must be "deployment" or/],
  ["E15: a physical cluster with a host", { hostCluster: "h" }, "hostCluster", /no host/],
  [
    "a delivery there is none of",
    { delivery: "carrier pigeon", kubeconfig },
    "delivery",
    /must be "push" or "pull"/,
  ],
  ["a domain that is a URL", { primaryDomain: "https://a.b" }, "primaryDomain", /is a URL/],
  ["a domain that is an address", { primaryDomain: "10.0.0.9" }, "primaryDomain", /an address/],
  ["a domain of wrong letters", { primaryDomain: "a_b.c" }, "primaryDomain", /host name/],
  ["an argument of Nautes' API", { argocd_host: "x" }, "argocd_host", /components.deployment/],
  ["traefik of older versions", { traefik: {} }, "traefik", /components.gateway.additions/],
  ["a misspelt argument", { api_server: "x" }, "api_server", /did you mean apiServer\?/],
  ["an unknown argument", { colour: "red" }, "colour", /leave it out. Known are/],
];
