import { isIp } from "../registration/leaves";
import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import { defaultPlaces } from "./places";
import { given, plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://traefik.github.io/charts",
  name: "traefik",
  version: "41.3.0",
  timeoutSeconds: 300,
};

const traefikKinds = ["ingressroutes", "ingressroutetcps", "ingressrouteudps", "middlewares"];
const otherTraefikKinds = ["middlewaretcps", "serverstransports", "serverstransporttcps"];
const tlsKinds = ["tlsoptions", "tlsstores", "traefikservices"];
const hubKinds = [
  ...["accesscontrolpolicies", "aiservices", "apiauths", "apibundles", "apicatalogitems"],
  ...["apiplans", "apiportalauths", "apiportals", "apiratelimits", "apis", "apiversions"],
  ...["contentitems", "managedapplications", "managedsubscriptions", "uplinks"],
];

/** Traefik, answering on two NodePorts of every node. */
export function gateway(
  cluster: ChartCluster,
  choice: ChartChoice,
  places = defaultPlaces,
): InstallPlan {
  return plan({
    namespaces: { [places.gateway]: {} },
    releases: {
      traefik: release(cluster, choice, {
        namespace: places.gateway,
        wave: 1,
        chart,
        values: mergeValues(
          traefikValues(cluster),
          cluster.ha ? { deployment: { replicas: 2 } } : {},
          at("resources", choice.resources),
          at("tolerations", choice.tolerations),
          imageMirror(cluster.tenant, { "image.registry": (prefix) => prefix }),
        ),
      }),
    },
    cleanup: {
      crds: [
        ...[...traefikKinds, ...otherTraefikKinds, ...tlsKinds].map((kind) => `${kind}.traefik.io`),
        ...hubKinds.map((kind) => `${kind}.hub.traefik.io`),
      ],
    },
    kubernetes: { atLeast: "1.25" },
  });
}

function traefikValues(cluster: ChartCluster): Values {
  const http = given(cluster.gatewayHttpNodePort, "The gateway's HTTP port");
  const address = cluster.nodeAddress;
  return {
    service: {
      // At `service.type` the chart takes it without a word, and makes a LoadBalancer.
      spec: { type: "NodePort" },
      annotations: {
        "cluster-operator.nautes.io/http-entrypoint": "web",
        "cluster-operator.nautes.io/https-entrypoint": "websecure",
      },
      labels: { "resource.nautes.io/Usage": "Entrypoint" },
    },
    ports: {
      web: { nodePort: http },
      websecure: { nodePort: cluster.gatewayHttpsNodePort },
    },
    ingressClass: { enabled: true, isDefaultClass: true, name: "traefik" },
    providers: {
      kubernetesCRD: { allowCrossNamespace: true },
      kubernetesIngress: {
        publishedService: { enabled: false },
        // Both are the chart's own defaults when empty; Kubernetes refuses an address as host name in a status.
        ingressEndpoint: isIp(address)
          ? { ip: address, hostname: "" }
          : { ip: "", hostname: address },
      },
    },
  };
}
