import { createNautes } from "../../sandbox/nautes/nautes";
import { tenant } from "../programs";
import { repositoryPath } from "../server";
import type { Writer } from "./job";

/** As the API server of Nautes v0.4.2: two whole clones, a commit and a push for each cluster. */
export const nautes: Writer = {
  name: "two whole clones per cluster, as Nautes",
  server: "gitlab",
  upTo: 100,
  same: false,
  async write({ server, folder }, { clusters }) {
    const url = new URL(`${server.url}/${repositoryPath}.git`);
    // Nautes has it there, too.
    Object.assign(url, { username: "oauth2", password: server.token ?? "" });
    const secrets = { ...tenant.oidc, clientSecret: "none" };
    const api = createNautes({ url: url.href, folder, tenant: { ...tenant, oidc: secrets } });
    for (const [name, { apiServer }] of clusters) {
      await api.saveCluster(name, {
        api_server: apiServer,
        cluster_type: "physical",
        usage: "worker",
        worker_type: "deployment",
      });
    }
  },
};
