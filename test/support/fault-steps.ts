import type { Claims } from "../../provider/claims/model";
import type { ClaimRequest } from "../../provider/claims/request";
import type { Receipt } from "../../provider/writer/turn";

/** What happens to a registration, in order. */
export const steps = ["register", "update", "deregister"] as const;
export type Step = (typeof steps)[number];

/** `project/stack` of all that is asked. */
export const stack = "clusters/dev";

const list = "clusters/kustomization.yaml";

/** What others have in the config repo. */
export const theirs = {
  "README.md": "config repo\n",
  [list]: "# Ask first.\nresources:\n- theirs.yaml # since 2022\n",
  "clusters/theirs.yaml": "kind: Cluster\nmetadata:\n  name: theirs\n",
};

/** The step, as the engine asks it of the resource that was given `receipt` last. */
export function requestOf(step: Step, receipt: Receipt | undefined): ClaimRequest {
  const before = { register: undefined, update: claims("dev"), deregister: claims("prod") };
  const after = { register: claims("dev"), update: claims("prod"), deregister: undefined };
  return {
    owner: "urn:pulumi:dev::clusters::nautes:index:ConfigFiles::pd",
    stack,
    hold: after[step],
    held: before[step],
    seen: receipt?.seen ?? {},
    adopt: false,
  };
}

/** A file of its own, one that others need as well, an entry in a list, and a look at the neighbours. */
function claims(usage: string): Claims {
  return {
    subject: "physical cluster pd",
    documents: { "clusters/pd.yaml": { kind: "Cluster", metadata: { name: "pd" }, usage } },
    texts: {},
    entries: {
      [list]: {
        list: "resources",
        values: ["pd.yaml"],
        scaffold: "resources: []\n",
        whenEmpty: "keep",
      },
    },
    shared: { "runtimes-appset.yaml": { document: { kind: "AppSet" }, keepWhile: "runtimes/" } },
    requires: [],
    forbids: [
      {
        folder: "clusters",
        where: { equals: { usage: "forbidden" } },
        when: "hold",
        message: "{file} forbids it.\nRemove it.",
      },
    ],
  };
}
