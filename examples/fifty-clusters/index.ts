import * as nautes from "pulumi-nautes";
import { tenant } from "../quickstart/tenant";

const sites = ["ams", "bru", "cph", "dub", "fra"];

for (const [index, site] of sites.entries()) {
  const network = `10.${index + 1}`;
  const host = new nautes.HostCluster(`${site}-host`, {
    tenant,
    delivery: "pull",
    apiServer: `https://${network}.0.9:6443`,
  });
  // On each host seven virtual clusters, the last one for pipelines.
  for (let number = 1; number <= 7; number++) {
    new nautes.VirtualCluster(`${site}-v${number}`, {
      tenant,
      delivery: "pull",
      hostCluster: host,
      workerType: number === 7 ? "pipeline" : "deployment",
      apiServer: `https://${network}.0.9:${31000 + number}`,
    });
  }
  for (const workerType of ["deployment", "pipeline"] as const) {
    const last = workerType === "deployment" ? 1 : 2;
    new nautes.PhysicalCluster(`${site}-${workerType}`, {
      tenant,
      delivery: "pull",
      workerType,
      apiServer: `https://${network}.${last}.9:6443`,
    });
  }
}
