import * as pulumi from "@pulumi/pulumi";
import * as nautes from "../../components";
import type { Inputs, Recording } from "./recorder";
import { record, reveal, settle } from "./recorder";

let recording: Recording;

afterEach(async () => {
  await settle();
  recording.stop();
});

const clusters = { clusters: [{ clusterName: "pd" }], unreadable: [] };
const answers: Readonly<Record<string, Inputs>> = {
  "nautes:index:getCluster": { clusterName: "pd", apiServer: "https://10.0.0.9:6443" },
  "nautes:index:listClusters": clusters,
  "nautes:index:getDeploymentRuntime": { runtimeName: "dr-dev" },
  "nautes:index:listDeploymentRuntimes": { deploymentRuntimes: [], unreadable: [] },
};

function start(preview = false) {
  recording = record({ preview, answer: ({ token }) => answers[token] ?? {} });
}

test("functions answer promises, and their Output variants outputs, of what the provider says", async () => {
  start();
  expect(await nautes.getCluster({ clusterName: "pd" })).toEqual(
    answers["nautes:index:getCluster"],
  );
  expect(await nautes.listClusters()).toEqual(clusters);
  expect((await nautes.listDeploymentRuntimes({ product: "shop" })).deploymentRuntimes).toEqual([]);
  const runtime = { product: "shop", runtimeName: "dr-dev" };
  expect((await nautes.getDeploymentRuntime(runtime)).runtimeName).toBe("dr-dev");

  const name = pulumi.output("pd");
  const { apiServer } = nautes.getClusterOutput({ clusterName: name });
  expect(await reveal(apiServer)).toBe(JSON.stringify("https://10.0.0.9:6443"));
  const all = nautes.listClustersOutput({ usage: pulumi.output("host" as const) });
  expect(await reveal(all.clusters)).toBe(JSON.stringify(clusters.clusters));
  const product = pulumi.output("shop");
  const one = nautes.getDeploymentRuntimeOutput({ product, runtimeName: "dr-dev" });
  expect(await reveal(one.runtimeName)).toBe(JSON.stringify("dr-dev"));
  const some = nautes.listDeploymentRuntimesOutput({ product, projects: [name] });
  expect(await reveal(some.deploymentRuntimes)).toBe(JSON.stringify([]));
  expect(recording.calls.map(({ inputs }) => inputs as Inputs)).toEqual(
    expect.arrayContaining([
      { clusterName: "pd" },
      {},
      { product: "shop", runtimeName: "dr-dev" },
      { usage: "host" },
      { product: "shop", projects: ["pd"] },
    ]),
  );
});

test("while the provider's configuration is not known, an output is unknown and a promise fails with the way out", async () => {
  recording = record({ preview: true });
  const { apiServer } = nautes.getClusterOutput({ clusterName: "pd" });
  expect(await reveal(apiServer)).toBe("unknown");
  await expect(nautes.getCluster({ clusterName: "pd" })).rejects.toThrow(
    /^getCluster cannot be answered yet: .*\nCall getClusterOutput,/,
  );
});
