import { claimKeys } from "../../../provider/claims/keys";
import type { Claims, Guard, Json } from "../../../provider/claims/model";
import type { ClaimRequest } from "../../../provider/claims/request";

const stack = "clusters/dev";
export const list = "clusters/kustomization.yaml";

/** The claims of a cluster: a file of its own and an entry in the list of all. */
export function cluster(name: string, more: Partial<Claims> = {}, spec: Json = { name }): Claims {
  return {
    subject: `cluster ${name}`,
    documents: { [`clusters/${name}.yaml`]: { kind: "Cluster", metadata: { name }, spec } },
    texts: {},
    entries: {
      [list]: {
        list: "resources",
        values: [`${name}.yaml`],
        scaffold: "kind: Kustomization\nresources: []\n",
        whenEmpty: "keep",
      },
    },
    shared: {},
    requires: [],
    forbids: [],
    ...more,
  };
}

/** A guard: there must be, or must not be, a cluster of this name. */
export function guard(name: string, more: Partial<Guard> = {}): Guard {
  return {
    folder: "clusters",
    where: { equals: { "metadata.name": name } },
    when: "hold",
    message: `It needs the cluster ${name}.`,
    ...more,
  };
}

export function urn(name: string): string {
  return `urn:pulumi:dev::clusters::nautes:index:ConfigFiles::${name}`;
}

/** Asks for a cluster that is new. */
export function creation(name: string, claims: Claims = cluster(name)): ClaimRequest {
  return {
    owner: urn(name),
    stack,
    hold: claims,
    held: undefined,
    seen: {},
    adopt: false,
  };
}

/** Asks for a cluster to go. */
export function deletion(name: string, claims: Claims = cluster(name)): ClaimRequest {
  return { ...creation(name), hold: undefined, held: claims };
}

/** The claim keys that Check tells the run. */
export function keysOf(request: ClaimRequest): string[] {
  return request.hold === undefined ? [] : claimKeys(request.hold);
}
