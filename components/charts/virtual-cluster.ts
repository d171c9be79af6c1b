import { urlParts } from "../registration/leaves";
import { secret } from "./manifests";
import { imageMirror } from "./mirror";
import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import { dashboardSignIn } from "./oauth-proxy";
import { defaultPlaces, hasDashboard } from "./places";
import type { ChartChoices } from "./places";
import { given, labelsOf, plan } from "./plans";
import { release } from "./release";
import { at, mergeValues } from "./values";
import type { Values } from "./values";

const chart = {
  repository: "https://charts.loft.sh",
  name: "vcluster",
  version: "0.36.1",
  timeoutSeconds: 900,
};

/** The Kubernetes inside, one of those that the chart's makers test it with (1.34 to 1.36). */
export const virtualKubernetes = "1.34.3";

/** The authority of the OIDC issuer, for the API server. */
const caFile = "/etc/idp/ca.crt";

/**
 * What a virtual cluster comes to on its host: its release, in a namespace of its own, as two in one namespace would
 * take each other's pods; and for a dashboard inside it the sign-in at the host's gateway.
 * @param cluster the virtual one
 * @param choices of the components inside
 */
export function virtualClusterPlan(
  cluster: ChartCluster,
  host: Pick<ChartCluster, "apiServer" | "gatewayHttpsNodePort">,
  choice: Pick<ChartChoice, "chart" | "resources" | "tolerations"> = {},
  choices: ChartChoices = {},
): InstallPlan {
  const { name, tenant } = cluster;
  const atHost = { ...cluster, gatewayHttpsNodePort: host.gatewayHttpsNodePort };
  const certificate = tenant.oidc?.issuer === undefined ? undefined : tenant.caCertificate;
  return plan({
    namespaces: { [name]: labelsOf(name) },
    releases: {
      [name]: release(cluster, choice, {
        namespace: name,
        wave: 2,
        chart,
        values: mergeValues(
          vclusterValues(cluster, host),
          issuerFlags(cluster),
          certificate === undefined ? {} : caVolume,
          at("controlPlane.statefulSet.resources", choice.resources),
          at("controlPlane.statefulSet.scheduling.tolerations", choice.tolerations),
          imageMirror(tenant, {
            "controlPlane.advanced.defaultImageRegistry": (prefix) => prefix,
          }),
        ),
      }),
    },
    objects: {
      ...(certificate === undefined
        ? {}
        : {
            [`${name}-ca`]: { wave: 0, manifest: secret(name, "ca", { "ca.crt": certificate }) },
          }),
      ...(hasDashboard(cluster, choices) ? dashboardSignIn(atHost, defaultPlaces) : {}),
    },
    // The claim of its volume goes with the release only since this version.
    kubernetes: { atLeast: "1.27" },
  });
}

function vclusterValues(cluster: ChartCluster, host: Pick<ChartCluster, "apiServer">): Values {
  // A name twice does no harm, a list whose length hangs on addresses would.
  const names = [
    urlParts(host.apiServer).host,
    urlParts(cluster.apiServer).host,
    cluster.primaryDomain,
  ];
  return {
    controlPlane: {
      distro: { k8s: { enabled: true, version: `v${virtualKubernetes}` } },
      proxy: { extraSANs: names },
      service: {
        httpsNodePort: given(cluster.nodePort, "The NodePort of the virtual cluster's API"),
        spec: { type: "NodePort" },
      },
      statefulSet: {
        // The default image holds features that need a licence, and stops when one of them is asked for.
        image: { repository: "loft-sh/vcluster-oss" },
        // Kept, it would hold certificates that a new cluster of this name does not have.
        persistence: { volumeClaim: { size: "5Gi", retentionPolicy: "Delete" } },
      },
    },
    // Else a second NodePort is taken, a random one.
    networking: { advanced: { proxyKubelets: { byHostname: false } } },
    sync: {
      toHost: { ingresses: { enabled: true } },
      fromHost: { ingressClasses: { enabled: true } },
    },
    exportKubeConfig: { context: cluster.name, server: cluster.apiServer },
    telemetry: { enabled: false },
  };
}

function issuerFlags({ tenant }: ChartCluster): Values {
  const { issuer, clientId } = tenant.oidc ?? {};
  if (issuer === undefined || clientId === undefined) return {};
  return at("controlPlane.distro.k8s.apiServer.extraArgs", [
    `--oidc-issuer-url=${issuer}`,
    `--oidc-client-id=${clientId}`,
    "--oidc-groups-claim=groups",
    ...(tenant.caCertificate === undefined ? [] : [`--oidc-ca-file=${caFile}`]),
  ]);
}

const caVolume: Values = at("controlPlane.statefulSet.persistence", {
  addVolumes: [{ name: "idp-ca", secret: { secretName: "ca" } }],
  addVolumeMounts: [{ name: "idp-ca", mountPath: "/etc/idp", readOnly: true }],
});
