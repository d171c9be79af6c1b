import fc from "fast-check";

import { registerPhysicalCluster } from "../../components/registration";
import * as given from "./given";
import { refuses } from "./refused";
import type { Row } from "./refused";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

const users = "users: [{ name: canary }]";
const clusters = "clusters: [{ name: canary }]";
const rows: readonly Row[] = [
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

test.each(rows)("a kubeconfig is refused that is %s, and never echoed", (...row) => {
  refuses(row, () => registerPhysicalCluster({ ...given.pd, ...row[1] }));
});

test.each([
  ["text", given.kubeconfig],
  ["base64", base64(given.kubeconfig)],
  ["base64 in lines", base64(given.kubeconfig).replace(/.{20}/g, "$&\n")],
])("a kubeconfig may be %s, and no file holds any of it", (_, kubeconfig) => {
  const { claims, facts } = registerPhysicalCluster({ ...given.pd, kubeconfig });
  expect({ claims, facts }).toEqual(registerPhysicalCluster(given.pd));
});

test("no text is echoed, whatever it is", () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (noise, encoded) => {
      const text = `canary${noise}`;
      const kubeconfig = encoded ? base64(text) : text;
      refuses(["", {}, "kubeconfig", /give what `kubectl config view/], () =>
        registerPhysicalCluster({ ...given.pd, kubeconfig }),
      );
    }),
  );
});
