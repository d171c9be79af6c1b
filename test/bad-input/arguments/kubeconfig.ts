import type { Row } from "../../registration/refused";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const users = "users: [{ name: canary }]";
const clusters = "clusters: [{ name: canary }]";
function contextOf(cluster: string, user: string): string {
  const context = `contexts: [{ name: canary, context: { cluster: ${cluster}, user: ${user} } }]`;
  return [users, clusters, context, "current-context: canary"].join("\n");
}

/** What a physical cluster refuses as its kubeconfig. */
export const kubeconfigs: readonly Row[] = [
  ["E14: base64 that does not decode", { kubeconfig: "a=aa" }, "kubeconfig", /does not decode/],
  ["E18: nothing", { kubeconfig: "" }, "kubeconfig", /is empty/],
  ["text that is no YAML", { kubeconfig: "a: [canary" }, "kubeconfig", /not valid YAML in line 2;/],
  [
    "E19: keys twice",
    { kubeconfig: `${users}\n${clusters}\nusers: canary` },
    "kubeconfig",
    /in line 3/,
  ],
  ["a text that is no map", { kubeconfig: "canary, canary" }, "kubeconfig", /not a kubeconfig/],
  ["E19: no cluster", { kubeconfig: users }, "kubeconfig", /has no cluster;/],
  ["E19: no user", { kubeconfig: base64(clusters) }, "kubeconfig", /has no user;/],
  [
    "E19: neither, in base64",
    { kubeconfig: base64("clusters: []\nusers: canary") },
    "kubeconfig",
    /no cluster and no user;/,
  ],
  [
    "no current context",
    { kubeconfig: `${users}\n${clusters}` },
    "kubeconfig",
    /no current-context;/,
  ],
  [
    "a current context that is not there, in base64",
    { kubeconfig: base64(`${users}\n${clusters}\ncurrent-context: canary`) },
    "kubeconfig",
    /not among its contexts; choose one with `kubectl config use-context`, then give/,
  ],
  [
    "a current context whose user is not there",
    { kubeconfig: contextOf("canary", "nobody") },
    "kubeconfig",
    /whose user is not among its users;/,
  ],
  [
    "a current context whose cluster is not there",
    { kubeconfig: contextOf("nowhere", "canary") },
    "kubeconfig",
    /whose cluster is not among its clusters;/,
  ],
  ["a kubeconfig that is an object", { kubeconfig: { canary: 1 } }, "kubeconfig", /a text/],
];
