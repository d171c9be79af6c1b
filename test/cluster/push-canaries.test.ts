import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { watchingArguments } from "../support/canaries";
import type { PulumiProject, Ran } from "../support/pulumi-project";
import { textsOf } from "./plane-texts";
import { PushStage } from "./push-stage";
import type { Cluster } from "../../sandbox/cluster";

const clientSecret = "cAnAry/+%41-client-secret";
const cookieSecret = "cAnAry0123456789abcdef-cookie-ab";
const value = "cAnAry-value-of-a-chart/+%41";

let stage: PushStage;
let one: Cluster;
let project: PulumiProject;
let dexKubeconfig: string;
/** Name → what must not be seen. */
let canaries: Readonly<Record<string, string>>;
const said: string[] = [];
const processArguments = new Set<string>();

beforeAll(async () => {
  stage = await new PushStage().start();
  one = await stage.plane("one");
  const { plane } = one;
  dexKubeconfig = plane.clientFor("dex-admin", ["system:masters"]);
  canaries = {
    clientSecret,
    cookieSecret,
    value,
    kubeconfig: keyIn(plane.kubeconfig),
    dexKubeconfig: keyIn(dexKubeconfig),
  };
  const config = "staticClients:\n- id: nautes\n  redirectURIs:\n  - https://theirs.example.com\n";
  await plane.request("POST", "/api/v1/namespaces", { metadata: { name: "dex" } });
  await plane.request("POST", "/api/v1/namespaces/dex/configmaps", {
    metadata: { name: "dex" },
    data: { "config.yaml": config },
  });
  project = await stage.project("canaries", "");
});

afterAll(() => stage.stop());

/** The end of a private key, which no other text has. */
function keyIn(kubeconfig: string): string {
  const { users } = parse(kubeconfig) as { users: { user: Record<string, string> }[] };
  return users[0]!.user["client-key-data"]!.slice(-120, -60);
}

interface Given {
  readonly kubeconfig?: string;
  readonly clientSecret?: string;
  readonly components?: object;
}

/** Has the program make a cluster with all the secrets. */
function program(given: Given = {}): void {
  const { server: apiServer, kubeconfig } = one.plane;
  const { components = {}, clientSecret: secret = clientSecret, ...more } = given;
  const args = { delivery: "push", workerType: "pipeline", apiServer, kubeconfig, ...more };
  const oidc = { clientSecret: secret, cookieSecret };
  stage.program(
    project,
    `Object.assign(tenant.oidc, ${JSON.stringify(oidc)});
     tenant.dex = { kubeconfig: ${JSON.stringify(dexKubeconfig)} };
     const values = { someToken: pulumi.secret(${JSON.stringify(value)}) };
     const components = { eventListener: { values }, ...${JSON.stringify(components)} };
     const pp = new nautes.PhysicalCluster("pp", { ...${JSON.stringify(args)}, components, tenant });
     exports.reference = pp.reference;`,
  );
}

async function run(...args: string[]): Promise<Ran> {
  const ran = await watchingArguments(() => project.pulumi(...args), processArguments);
  said.push(ran.output);
  return ran;
}

/** Which canaries a text holds, as they are, as part of a URL, or in base64 wherever that begins. */
function canariesIn(text: string): string[] {
  return Object.keys(canaries).filter((name) =>
    spellings(canaries[name]!).some((spelling) => text.includes(spelling)),
  );
}

function spellings(secret: string): string[] {
  const shifted = ["", "-", "--"].map((before) =>
    Buffer.from(before + secret)
      .toString("base64")
      .slice(before.length === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), ...shifted];
}

function canariesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => canariesIn(readFileSync(file, "latin1")).length > 0);
}

test("secrets of a pushed cluster are where they are needed, and nowhere else in clear", async () => {
  program();
  await run("preview", "--diff");
  const up = await run("up", "--yes", "--skip-preview", "--diff");
  expect(up.code === 0 ? "" : up.output).toBe("");

  const held = [...(await textsOf(one.plane))]
    .map(([object, text]) => [object, canariesIn(text)] as const)
    .filter(([, names]) => names.length > 0);
  expect(Object.fromEntries(held)).toEqual({
    // Helm keeps what it was given: a secret value of the user is in the record of its release alone.
    "secrets argo-events/sh.helm.release.v1.argo-events.v1": ["value"],
    "secrets argocd/argocd-oidc": ["clientSecret"],
    "secrets oauth2-proxy/oauth2-proxy-creds": ["clientSecret", "cookieSecret"],
  });
  const kept = await stage.vault.request("GET", "cluster/data/kubernetes/pp/default/admin");
  expect(canariesIn(JSON.stringify(kept.body))).toEqual(["kubeconfig"]);

  await run("stack", "output");
  await run("stack", "export");
  const shown = await project.pulumi("stack", "export", "--show-secrets");
  expect(canariesIn(shown.output).sort()).toEqual(Object.keys(canaries).sort());
});

test("nor are they in what a run fails with", async () => {
  const wrongs: readonly Given[] = [
    { clientSecret: `$${clientSecret}` },
    { components: { pipeline: { chart: { version: "0.0.0" } } } },
    { kubeconfig: one.plane.clientFor("admin", ["system:masters"], { expired: true }) },
  ];
  const reasons = /\[(invalid-arguments|chart-not-found)|kubeconfig has a client certificate that/;
  for (const wrong of wrongs) {
    program(wrong);
    const failed = await run("up", "--yes", "--skip-preview", "--diff");
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(reasons);
  }
});

test("a log of -v=5 has them only where Pulumi writes down what a Kubernetes provider keeps", async () => {
  program();
  const logged = await project.pulumi("up", "--yes", "--skip-preview", "--logtostderr", "-v=5");
  expect(logged.code === 0 ? "" : logged.stdout).toBe("");
  expect(canariesIn(logged.stdout)).toEqual([]);
  const telling = logged.stderr.split("\n").filter((line) => canariesIn(line).length > 0);
  expect(
    telling.filter((line) => !/RegisterResource RPC (finished|prepared)|, obj=\{/.test(line)),
  ).toEqual([]);
  expect((await run("destroy", "--yes", "--skip-preview")).code).toBe(0);
});

test("nor are they in outputs, state, cache, commits and process arguments", () => {
  expect(said.map(canariesIn)).toEqual(said.map(() => []));
  expect(said.join("").length).toBeGreaterThan(10_000);
  expect(canariesBelow(project.home)).toEqual([]);
  expect(canariesBelow(join(project.folder, "cache"))).toEqual([]);
  expect(canariesIn(stage.tenant.git("log", "--all", "--patch", "--format=fuller"))).toEqual([]);
  expect([...processArguments].join("\n")).toContain("pulumi-resource-nautes");
  expect([...processArguments].filter((command) => canariesIn(command).length > 0)).toEqual([]);
});
