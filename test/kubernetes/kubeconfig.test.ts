import fc from "fast-check";
import { stringify } from "yaml";
import { NautesError } from "../../provider/errors";
import { kubeconfigText } from "../../provider/kubeconfig-text";
import { accessOf } from "../../provider/kubernetes/kubeconfig";

function kubeconfig(names: readonly string[], current = names[0]) {
  return {
    apiVersion: "v1",
    kind: "Config",
    preferences: { colors: true },
    "current-context": current,
    clusters: names.map((name) => ({
      name: `cluster ${name}`,
      cluster: { server: `https://${name}.example.com:6443`, "certificate-authority-data": "Y2E=" },
    })),
    users: names.map((name) => ({ name: `user ${name}`, user: { token: `token of ${name}` } })),
    contexts: names.map((name) => ({
      name,
      context: { cluster: `cluster ${name}`, user: `user ${name}`, namespace: "default" },
    })),
  };
}

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 4 });

test("text and base64 of it are the same kubeconfig", () => {
  fc.assert(
    fc.property(names, (all) => {
      const text = stringify(kubeconfig(all));
      const base64 = Buffer.from(text).toString("base64");
      expect(kubeconfigText(base64)).toBe(text);
      expect(kubeconfigText(base64.replace(/.{76}/g, "$&\n"))).toBe(text);
      expect(accessOf(base64)).toEqual(accessOf(text));
    }),
  );
});

test("what is wrong with a kubeconfig is said without a word of it", () => {
  const wrong = [
    "canary: [",
    "canary",
    "[canary]",
    "current-context: canary",
    stringify({ ...kubeconfig(["canary"]), clusters: [] }),
    stringify({ ...kubeconfig(["canary"]), "current-context": "another-canary" }),
  ];
  for (const text of wrong) {
    let error: unknown;
    try {
      accessOf(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(NautesError);
    expect((error as NautesError).code).toBe("kubeconfig-unusable");
    expect((error as NautesError).message).not.toContain("canary");
  }
});
