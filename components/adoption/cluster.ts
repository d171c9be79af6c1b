import type { ClusterRecord } from "../../provider/nautes-files/clusters";
import type { ClusterClass } from "../registration/categories";
import { at } from "../registration/given";
import * as layout from "../registration/repo-layout";
import { virtualClusterPort } from "../registration/rules";
import { defaultDomain } from "../registration/values";
import { present } from "./adopted";
import type { AdoptedCluster } from "./adopted";
import { choicesIn } from "./component-choices";
import { LeafReader } from "./leaf-reader";
import type { RepoFiles } from "./repo-files";
import { factsIn } from "./tenant-facts";

/** The port that Nautes gives a host's gateway whose record has none. */
const usualGatewayPort = 30443;

/** The cluster that a record is of, with what the rest of its files tells; `hosts` are the records of all hosts by name. */
export function adoptedCluster(
  files: RepoFiles,
  record: ClusterRecord,
  hosts: ReadonlyMap<string, ClusterRecord>,
): AdoptedCluster {
  const { clusterName, path, apiServer = "", namespace } = record;
  const delivery = record.delivery === "push" ? "push" : "pull";
  const isOfNautes = wroteNautes(files, path);
  const reader = new LeafReader(files, isOfNautes);
  const kind = kindOf(record);
  const isPulled = delivery === "pull";
  const { primaryDomain = defaultDomain(apiServer) } = record;
  const { components, notes, unknown } = choicesIn(
    at(files.content(path), "spec", "componentsList"),
    classOf(record),
    { clusterName, apiServer, domain: primaryDomain },
    { delivery, path },
  );
  const host = kind === "VirtualCluster" ? (record.hostCluster ?? "") : undefined;
  const place = {
    ...{ clusterName, host, namespace: namespace === "nautes" ? undefined : namespace },
    hasGateway: kind !== "VirtualCluster",
    isWorker: kind !== "HostCluster",
  };
  return {
    ...{ kind, path, delivery, isOfNautes, notes, unknown, name: clusterName },
    tenant: isPulled ? factsIn(reader, place) : present({ namespace: place.namespace }),
    args: present({
      clusterName,
      delivery,
      ...(kind === "HostCluster" ? {} : { workerType: record.workerType }),
      ...(host === undefined
        ? {}
        : { hostCluster: hostOf(reader, clusterName, host, hosts.get(host)) }),
      apiServer,
      httpsNodePort: host === undefined ? undefined : nodePortOf(reader, record, host),
      primaryDomain: primaryDomain === defaultDomain(apiServer) ? undefined : primaryDomain,
      components,
      reservedNamespacesAllowedProducts: filled(record.reservedNamespacesAllowedProducts),
      productAllowedClusterResources: filled(record.productAllowedClusterResources),
    }),
  };
}

/** What is printed by Kubernetes' libraries has these, and what we write never has. */
function wroteNautes(files: RepoFiles, path: string): boolean {
  const document = files.content(path);
  return (
    at(document, "status") !== undefined ||
    at(document, "metadata", "creationTimestamp") !== undefined
  );
}

function kindOf({ usage, clusterType }: ClusterRecord): AdoptedCluster["kind"] {
  if (usage === "host") return "HostCluster";
  return clusterType === "virtual" ? "VirtualCluster" : "PhysicalCluster";
}

/** A worker whose type is missing or wrong is refused later on, with all that is wrong. */
function classOf(record: ClusterRecord): ClusterClass {
  const kind = kindOf(record);
  if (kind === "HostCluster") return "host";
  const type = record.workerType === "pipeline" ? "pipeline" : "deployment";
  return `${kind === "VirtualCluster" ? "virtual" : "physical"} ${type}`;
}

/** A host's own record goes before what the files of its virtual clusters remember of it. */
function hostOf(
  reader: LeafReader,
  cluster: string,
  clusterName: string,
  record: ClusterRecord | undefined,
): object {
  if (record !== undefined) {
    const port = record.components["gateway"]?.additions?.["httpsNodePort"];
    return {
      clusterName,
      apiServer: record.apiServer ?? "",
      gatewayHttpsNodePort: Number(port ?? usualGatewayPort),
    };
  }
  const app = `${layout.virtualClusterFolder(clusterName, cluster)}/vcluster-app.yaml`;
  const argocd = layout.overlay(layout.runtimeFolder(cluster), "argocd");
  const url = reader.text(`${argocd}/patch-argocd-cm.yaml`, "data", "url");
  const [, port] = /:(\d+)$/.exec(url ?? "") ?? [];
  return present({
    clusterName,
    apiServer: reader.text(app, "spec", "destination", "server"),
    gatewayHttpsNodePort: port === undefined ? undefined : Number(port),
  });
}

/** Undefined: that in the URL of its API, as by default. */
function nodePortOf(reader: LeafReader, record: ClusterRecord, host: string): number | undefined {
  const { clusterName, apiServer, httpsNodePort } = record;
  const service = layout.virtualClusterService(host, clusterName);
  const written = httpsNodePort ?? Number(reader.text(service, "spec", "ports", "0", "nodePort"));
  if (Number.isNaN(written) || written === virtualClusterPort(apiServer, undefined))
    return undefined;
  return written;
}

function filled<Value extends object>(map: Value): Value | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
