import fc from "fast-check";
import { parse, stringify } from "yaml";
import { NautesError } from "../../provider/errors";
import { certificatesOnly } from "../../provider/kubernetes/certificates-only";
import { accessOf } from "../../provider/kubernetes/kubeconfig";

const server = "https://127.0.0.1:31443";
const place = "Secret vd/vc-vd";

interface Fields {
  readonly [key: string]: unknown;
}

function kubeconfig(cluster: Fields = {}, user: Fields = {}) {
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "a",
    preferences: { colors: true },
    clusters: ["a", "b"].map((name) => ({
      name: `cluster ${name}`,
      cluster: {
        server: "https://localhost:8443",
        "certificate-authority-data": base64(`authority of ${name}`),
        ...cluster,
      },
    })),
    users: ["a", "b"].map((name) => ({
      name: `user ${name}`,
      user: {
        "client-certificate-data": base64(`certificate of ${name}`),
        "client-key-data": base64(`key of ${name}`),
        token: `token of ${name}`,
        ...user,
      },
    })),
    contexts: ["a", "b"].map((name) => ({
      name,
      context: { cluster: `cluster ${name}`, user: `user ${name}`, namespace: "default" },
    })),
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function refusalOf(config: object): NautesError {
  try {
    certificatesOnly({ kubeconfig: stringify(config), place, server });
  } catch (error) {
    if (error instanceof NautesError) return error;
    throw error;
  }
  throw new Error("It was taken.");
}

test.each([
  ["the current context", undefined, "a"],
  ["the context that is asked for", "b", "b"],
])("of %s the certificates, key and token are taken, and nothing else", (_, context, name) => {
  const given = stringify(kubeconfig({ extensions: [] }, { "as-groups": null }));
  const made: unknown = parse(certificatesOnly({ kubeconfig: given, place, server, context }));
  const authority = { "certificate-authority-data": base64(`authority of ${name}`) };
  const user = {
    "client-certificate-data": base64(`certificate of ${name}`),
    "client-key-data": base64(`key of ${name}`),
    token: `token of ${name}`,
  };
  expect(made).toEqual({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, ...authority } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
  expect(accessOf(stringify(made)).token).toBe(`token of ${name}`);
});

test.each([
  ["exec", { command: "canary" }, "user"],
  ["auth-provider", { name: "canary" }, "user"],
  ["tokenFile", "/canary", "user"],
  ["client-key", "/canary", "user"],
  ["client-certificate", "/canary", "user"],
  ["password", "canary", "user"],
  ["as", "canary", "user"],
  ["token", { canary: true }, "user"],
  ["insecure-skip-tls-verify", true, "cluster"],
  ["proxy-url", "https://canary", "cluster"],
  ["tls-server-name", "canary", "cluster"],
  ["certificate-authority", "/canary", "cluster"],
])("what else it has is refused by its name, never its value: %s", (key, value, part) => {
  const more = { [key]: value };
  const given = part === "user" ? kubeconfig({}, more) : kubeconfig(more);
  const refused = refusalOf(given);
  expect(refused.code).toBe("kubeconfig-unusable");
  expect(refused.message).toContain(`Secret vd/vc-vd has more than`);
  expect(refused.message).toContain(`: \`${key}\` of its ${part}.`);
  expect(refused.message).not.toContain("canary");
});

test("a field that no kubeconfig has is refused, and not quoted", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^canary[a-z]{1,8}$/),
      fc.string({ minLength: 1 }),
      (key, value) => {
        const { message } = refusalOf(kubeconfig({ [key]: value }));
        expect(message).toContain("another field of its cluster");
        expect(message).not.toContain("canary");
      },
    ),
  );
});
