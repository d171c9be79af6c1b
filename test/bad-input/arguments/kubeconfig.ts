import type { Row } from "../../registration/refused";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const users = "users: [{ name: canary }]";
const clusters = "clusters: [{ name: canary }]";
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
  ["a kubeconfig that is an object", { kubeconfig: { canary: 1 } }, "kubeconfig", /a text/],
];
