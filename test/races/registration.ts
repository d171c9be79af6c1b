import type { Claims, Json } from "../../provider/claims/model";
import type { Cluster, Operation } from "./scenario";

/** The list that all share. */
export const listPath = "clusters/kustomization.yaml";

/** The file that all clusters with a runtime need, and that goes with the last of them. */
export const sharedPath = "runtimes-appset.yaml";
export const keepWhile = "runtimes/";

export const sharedDocument: Json = { kind: "ApplicationSet", spec: { folder: keepWhile } };

/** The text of the list before anything is registered. */
export function listText(lines: readonly string[]): string {
  return `# Kept by people, too.\nkind: Kustomization\nresources:\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** The entry of a cluster as it stands in the list. */
export function lineOf(name: string): string {
  return `- ${name}.yaml`;
}

export function recordPath(name: string): string {
  return `clusters/${name}.yaml`;
}

/** Path → document: the files that a cluster alone owns. */
export function documentsOf({ name, version, port, runtime }: Cluster): Record<string, Json> {
  const record = { kind: "Cluster", metadata: { name }, spec: { port, version } };
  return {
    [recordPath(name)]: record,
    ...(runtime ? { [`${keepWhile}${name}.yaml`]: { kind: "Runtime", spec: { version } } } : {}),
  };
}

/** All that a cluster's resource claims. */
export function claimsOf(cluster: Cluster): Claims {
  const { name, port, runtime } = cluster;
  return {
    subject: `cluster ${name}`,
    documents: documentsOf(cluster),
    texts: {},
    entries: {
      [listPath]: {
        list: "resources",
        values: [`${name}.yaml`],
        scaffold: "kind: Kustomization\nresources: []\n",
        whenEmpty: "keep",
      },
    },
    shared: runtime ? { [sharedPath]: { document: sharedDocument, keepWhile } } : {},
    requires: [],
    forbids: [
      {
        folder: "clusters",
        where: { equals: { "spec.port": port } },
        when: "hold",
        message: `Another cluster has the port ${port}: {metadata.name}.`,
      },
    ],
  };
}

/** The trailer that a commit has for an operation. */
export function trailerOf({ verb, name }: Operation): string {
  const verbs = { register: "Registers", update: "Updates", deregister: "Deregisters" };
  return `${verbs[verb]}: cluster ${name}`;
}
