import { join } from "node:path";

import { canaries, canariesBelow, canariesIn, kubeconfig } from "../support/canaries";
import { indented } from "../requests/lines";
import { folders, ran, saving } from "./scripted";

const { make, clear } = folders();
afterAll(clear);

const body = {
  api_server: "https://203.0.113.5:6443",
  cluster_type: "physical",
  usage: "worker",
  worker_type: "pipeline",
  components_list: { pipeline: { additions: { webhookSecret: canaries.clientSecret } } },
};
const inText = JSON.stringify({ ...body, kubeconfig });
const inBase64 = JSON.stringify({
  ...body,
  kubeconfig: Buffer.from(kubeconfig).toString("base64"),
});
const cli = [
  ...["kind: Cluster", "spec:", "  name: c", "  apiServer: https://203.0.113.5:6443"],
  ...["  clusterType: physical", "  usage: host", "  kubeconfig: |"],
  ...indented(kubeconfig.trimEnd(), 4),
].join("\n");
const header = `-H 'Authorization: Bearer ${canaries.password}'`;

test.each([
  [
    "a kubeconfig as text, a secret addition, and a token",
    "a.sh",
    saving("c", inText).replace(" -d", ` ${header} -d`),
  ],
  ["a kubeconfig in base64", "a.sh", saving("c", inBase64)],
  ["a file for the command line", "a.yaml", cli],
  [
    "a URL with a password",
    "a.sh",
    saving("c", inText).replace("https://", `https://me:${encodeURIComponent(canaries.password)}@`),
  ],
  [
    "a field in the wrong place",
    "a.sh",
    saving("c", inText.replace('"usage":"worker"', '"usage":"worker","kubecfg":"x"')),
  ],
  [
    "a kubeconfig that is broken",
    "a.sh",
    saving("c", inText.replace("clusters: [", "clusters: {")),
  ],
  ["a body that is broken", "a.sh", saving("c", inText.slice(0, -2))],
])("no file and no output has a secret of %s", async (_, name, text) => {
  const folder = make({ [name]: text });
  const file = join(folder, name);
  const out = join(make(), "out");
  const runs = [await ran(["convert", file]), await ran(["convert", file, "--json"])];
  runs.push(await ran(["convert", file, "--out", out]));
  expect(canariesIn(text)).not.toEqual([]);
  for (const { out: said, err } of runs) expect(canariesIn(said + err)).toEqual([]);
  expect(canariesBelow(join(out, ".."))).toEqual({});
});

test("secrets are secrets of the configuration", async () => {
  const { out, err } = await ran(["convert", "-"], { input: saving("c", inText) });
  expect(out).toContain('kubeconfig: config.requireSecret("cKubeconfig"),');
  expect(out).toContain('webhookSecret: config.requireSecret("cPipelineWebhookSecret")');
  expect(err).toContain("pulumi config set --secret cKubeconfig  # kubeconfig, -:1\n");
});

test("a secret is not taken from the command line", async () => {
  const input = saving("c", JSON.stringify({ ...body, kubeconfig: "$kubeconfig" }));
  const set = `kubeconfig=${kubeconfig}`;
  const { code, out, err } = await ran(["convert", "-", "--set", set], { input });
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(
    /kubeconfig holds a secret, which no command line .* leave out --set kubeconfig/,
  );
  expect(canariesIn(err)).toEqual([]);
});
