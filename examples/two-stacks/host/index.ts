import * as nautes from "pulumi-nautes";
import { tenant } from "../../quickstart/tenant";

const cluster = new nautes.HostCluster("h", {
  tenant,
  delivery: "pull",
  apiServer: "https://10.0.0.9:6443",
});

/** What a virtual cluster must know of it. */
export const host = cluster.reference;
