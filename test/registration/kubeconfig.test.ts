import fc from "fast-check";

import { registerPhysicalCluster } from "../../components/registration";
import * as given from "./given";
import { refuses } from "./refused";

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

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
