import { installPlan } from "../components/charts/catalogue";
import { describePhysicalCluster } from "../components/charts/described";

/** What the deployment cluster of the push quickstart gets, in lines to be read, and the namespaces that must not be there before. */
export function toInstall(
  apiServer: string,
  kubeconfig: string,
): { readonly lines: readonly string[]; readonly namespaces: readonly string[] } {
  const { cluster, choices } = describePhysicalCluster({
    clusterName: "pd",
    tenant: { name: "tenant1", vault: { address: "https://vault.example.com:8200" } },
    workerType: "deployment",
    delivery: "push",
    apiServer,
    kubeconfig,
  });
  const plan = installPlan(cluster, choices);
  const namespaces = Object.keys(plan.namespaces);
  const releases = Object.entries(plan.releases).map(
    ([name, { namespace, chart }]) =>
      `Helm release ${name}, chart ${chart.name} ${chart.version}, in namespace ${namespace}`,
  );
  const ports = `NodePorts ${cluster.gatewayHttpNodePort ?? ""} and ${cluster.gatewayHttpsNodePort}`;
  return { lines: [...releases, `namespaces ${namespaces.join(", ")}`, ports], namespaces };
}
