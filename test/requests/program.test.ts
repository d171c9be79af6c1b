import * as nautes from "../../components";
import { record, settle } from "../components/recorder";
import type { Recording } from "../components/recorder";
import { tenant } from "../registration/given";
import { requestOf, translated } from "./documents";
import type { DocumentName } from "./documents";

let recording: Recording;
afterEach(() => recording.stop());

/** What each generation declares, as a user would write it. */
const programs: readonly (readonly [DocumentName, readonly number[]])[] = [
  ["v0.2", [2, 4, 6]],
  ["v0.3", [2, 3, 5, 7]],
  ["v0.4", [2, 3, 5, 8]],
];

test.each(programs)(
  "a program of the requests of %s previews their files",
  async (document, numbers) => {
    recording = record({ preview: true });
    let host: nautes.HostCluster | undefined;
    for (const number of numbers) {
      const result = translated(requestOf(document, number));
      const name = `${document}-${number}`;
      switch (result.kind) {
        case "PhysicalCluster":
          new nautes.PhysicalCluster(name, { ...result.args, tenant });
          break;
        case "HostCluster":
          host = new nautes.HostCluster(name, { ...result.args, tenant });
          break;
        case "VirtualCluster":
          if (host === undefined) throw new Error("The host comes first.");
          expect(result.args.hostCluster.clusterName).toBe(host.clusterName);
          new nautes.VirtualCluster(name, { ...result.args, tenant, hostCluster: host });
          break;
        case "DeploymentRuntime":
          throw new Error("There is none.");
      }
    }
    await settle();
    expect(recording.failures).toEqual([]);
    const files = recording.resources.filter(({ type }) => type === "nautes:index:ConfigFiles");
    expect(files).toHaveLength(numbers.length);
  },
);

test("a runtime needs no more than its cluster", async () => {
  recording = record({ preview: true });
  const result = translated(requestOf("runtimes", 2));
  if (result.kind !== "DeploymentRuntime") throw new Error("It is a runtime.");
  const ids = { productId: "product-12", codeRepoId: "repo-34" };
  new nautes.DeploymentRuntime("dr", { ...result.args, ...ids, cluster: { clusterName: "pd" } });
  await settle();
  expect(recording.failures).toEqual([]);
  expect(recording.resources.map(({ type }) => type)).toContain("nautes:index:ConfigFiles");
});
