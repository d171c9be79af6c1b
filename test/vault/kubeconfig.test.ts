import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { dump, load } from "js-yaml";
import { firstServer, reduceKubeconfig, sameKubeconfig } from "../../provider/vault/kubeconfig";
import { createServerCertificate } from "../../sandbox/certificates";

type Fields = Record<string, unknown>;

const apiServer = "https://10.0.1.9:6443";
const canary = "cAnAry-secret";
const certificate: { current: string; ended: string } = { current: "", ended: "" };

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "nautes-kubeconfig-"));
  const ended = { from: new Date("2024-01-01"), until: new Date("2025-02-03") };
  certificate.current = createServerCertificate(join(folder, "a")).certificate;
  certificate.ended = createServerCertificate(join(folder, "b"), ended).certificate;
  rmSync(folder, { recursive: true });
});

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function kubeconfig(user: Fields = {}, cluster: Fields = {}, more: Fields = {}): string {
  return dump({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "admin",
    preferences: { colors: true },
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1", ...cluster } }],
    contexts: [{ name: "admin", context: { cluster: "c", user: "u", namespace: "n" } }],
    users: [{ name: "u", user }],
    ...more,
  });
}

function withCertificates(): string {
  return kubeconfig(
    { "client-certificate-data": base64(certificate.current), "client-key-data": base64(canary) },
    { "certificate-authority-data": base64("authority") },
  );
}

describe("The reduced form of a kubeconfig", () => {
  it("keeps what Nautes keeps, and has apiServer as its first server", () => {
    const { text, errors, warnings, argoWarnings } = reduceKubeconfig(
      withCertificates(),
      apiServer,
    );
    expect([errors, warnings, argoWarnings]).toEqual([[], [], []]);
    expect(load(text!)).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "admin",
      clusters: [
        {
          name: "c",
          cluster: { server: apiServer, "certificate-authority-data": base64("authority") },
        },
      ],
      contexts: [{ name: "admin", context: { cluster: "c", user: "u" } }],
      users: [
        {
          name: "u",
          user: {
            "client-certificate-data": base64(certificate.current),
            "client-key-data": base64(canary),
          },
        },
      ],
    });
    expect(firstServer(text!)).toBe(apiServer);
  });

  it("is the same from text and from base64, with line breaks or without", () => {
    const plain = withCertificates();
    const encoded = base64(plain);
    const broken = encoded.replace(/.{64}/g, "$&\n");
    for (const given of [encoded, broken]) {
      expect(reduceKubeconfig(given, apiServer)).toEqual(reduceKubeconfig(plain, apiServer));
    }
  });

  it("is its own reduced form", () => {
    const values = fc.record({ token: fc.string({ minLength: 1 }), username: fc.string() });
    fc.assert(
      fc.property(values, fc.string(), (user, extra) => {
        const once = reduceKubeconfig(kubeconfig({ ...user, extra }), apiServer).text;
        expect(reduceKubeconfig(once!, apiServer).text).toBe(once);
      }),
    );
  });

  it("is compared by content, whatever the style and the order of keys", () => {
    const { text } = reduceKubeconfig(withCertificates(), apiServer);
    expect(sameKubeconfig(text!, JSON.stringify(load(text!)))).toBe(true);
    expect(sameKubeconfig(text!, dump(load(text!), { sortKeys: true }))).toBe(true);
    expect(sameKubeconfig(text!, text!.replace(apiServer, "https://10.0.1.8:6443"))).toBe(false);
    expect(sameKubeconfig(text!, "")).toBe(false);
  });

  it("says when the client certificate ends", () => {
    const user = {
      "client-certificate-data": base64(certificate.ended),
      "client-key-data": base64("key"),
    };
    const { expires } = reduceKubeconfig(kubeconfig(user), apiServer);
    expect(expires).toEqual(new Date("2025-02-03"));
    expect(reduceKubeconfig(kubeconfig({ token: canary }), apiServer).expires).toBeUndefined();
  });
});

describe("A kubeconfig that operators could not use is refused", () => {
  const token = { token: canary };
  const contexts = [{ name: "admin", context: { cluster: "d", user: "u" } }];
  const clusters = [
    { name: "c", cluster: { server: "https://c" } },
    { name: "d", cluster: { server: "https://d" } },
  ];
  it.each<[string, string, RegExp]>([
    ["broken base64", "====", /base64.*kubectl config view --flatten --raw/],
    ["nothing", "", /is empty/],
    ["broken YAML", `users: [{ token: ${canary} }`, /not valid YAML/],
    ["a list", `- ${canary}`, /not a kubeconfig/],
    ["no cluster", kubeconfig(token, {}, { clusters: [] }), /has no cluster/],
    ["no user", kubeconfig(token, {}, { users: null }), /has no user/],
    ["no current context", kubeconfig(token, {}, { "current-context": "" }), /use-context/],
    ["an unknown context", kubeconfig(token, {}, { "current-context": "x" }), /not among/],
    ["an unknown user", kubeconfig(token, {}, { users: [{ name: "v", user: token }] }), /user is/],
    ["another cluster than the first", kubeconfig(token, {}, { contexts, clusters }), /--minify/],
    ["a program", kubeconfig({ exec: { command: canary } }), /`exec`.*token/],
    ["an auth provider", kubeconfig({ "auth-provider": { name: canary } }), /`auth-provider`/],
    ["somebody else's name", kubeconfig({ ...token, as: "root" }), /`as`/],
    ["a certificate file", kubeconfig({ "client-certificate": canary }), /`client-certificate`/],
    ["a key file", kubeconfig({ "client-key": canary }), /`client-key`.*--flatten --raw/],
    ["a token file", kubeconfig({ tokenFile: canary }), /`tokenFile`/],
    ["a file of authorities", kubeconfig(token, { "certificate-authority": "x" }), /authority`/],
    ["no verification", kubeconfig(token, { "insecure-skip-tls-verify": true }), /insecure-skip/],
    ["no credential", kubeconfig(), /without any credential/],
    [
      "no certificate in its place",
      kubeconfig({ "client-certificate-data": base64(canary) }),
      /no certificate/,
    ],
  ])("for %s, naming the remedy and no secret", (_, given, words) => {
    const { text, errors } = reduceKubeconfig(given, apiServer);
    expect(text).toBeUndefined();
    expect(errors.join("\n")).toMatch(words);
    for (const error of errors) expect(error).toMatch(/; (give|choose) /);
    expect(errors.join("\n")).not.toContain(canary);
  });

  it("but not for a file whose content is given, too, nor for what nobody uses", () => {
    const beside = kubeconfig({ token: canary, tokenFile: "/t" }, {}, {});
    const unused = [
      { name: "u", user: token },
      { name: "v", user: { exec: {} } },
    ];
    for (const given of [beside, kubeconfig({}, {}, { users: unused })]) {
      expect(reduceKubeconfig(given, apiServer).errors).toEqual([]);
    }
  });

  it("but only doubted for what may do without, and for what Argo CD will miss", () => {
    const cluster = { "tls-server-name": "x", "proxy-url": "http://p" };
    const { warnings, argoWarnings } = reduceKubeconfig(kubeconfig(token, cluster), apiServer);
    expect(warnings).toEqual([
      expect.stringContaining("`tls-server-name`"),
      expect.stringContaining("`proxy-url`"),
    ]);
    expect(argoWarnings).toEqual([expect.stringMatching(/authority-data`.*`client-key-data`/)]);
  });
});
