import * as pulumi from "@pulumi/pulumi";
import * as nautes from "pulumi-nautes";
import { tenant } from "../../quickstart/tenant";

const config = new pulumi.Config();
const hosts = new pulumi.StackReference(config.require("hostStack"));

new nautes.VirtualCluster("vd", {
  tenant,
  delivery: "pull",
  hostCluster: hosts.requireOutput("host"),
  workerType: "deployment",
  apiServer: "https://10.0.0.9:31456",
});
