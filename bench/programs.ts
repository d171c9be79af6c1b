/** A tenant with all that the files need, and no secret. */
export const tenant = {
  name: "tenant1",
  repositoryUrl: "ssh://git@git.example.com/nautes/tenant.git",
  caCertificate: certificate("issuer"),
  oidc: { issuer: "https://dex.example.com", clientId: "nautes", existingSecret: "nautes-oidc" },
  vault: { address: "https://vault.example.com:8200", caCertificate: certificate("vault") },
  git: { address: "https://git.example.com", caCertificate: certificate("git") },
};

/** As long as a real one, because state and files hold it often. */
function certificate(server: string): string {
  const lines = Array.from({ length: 20 }, () => server.padEnd(64, "A"));
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

const head = 'const nautes = require("pulumi-nautes");\n';

/** `clusters` plain resources of two files each: a record of its own, and its entry in a list. */
export function plainProgram(clusters: number): string {
  return `${head}for (let n = 1; n <= ${clusters}; n++) {
  const name = "c" + String(n).padStart(3, "0");
  new nautes.ConfigFiles(name, {
    subject: "cluster " + name,
    documents: { ["clusters/" + name + ".yaml"]: { kind: "Cluster", metadata: { name }, spec: { apiServer: "https://" + name + ".example.com:6443" } } },
    entries: { "clusters/kustomization.yaml": { list: "resources", values: [name + ".yaml"], scaffold: "# Made by the bench\\nresources: []\\n", whenEmpty: "delete" } },
  });
}
`;
}

/** `clusters` physical deployment clusters: 30 files each. */
export function physicalProgram(clusters: number): string {
  return `${head}const tenant = ${JSON.stringify(tenant)};
for (let n = 1; n <= ${clusters}; n++) {
  new nautes.PhysicalCluster("c" + String(n).padStart(3, "0"), { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.1." + n + ".9:6443" });
}
`;
}

/** Class of cluster → the name that its one cluster has in {@link oneOfEachProgram}. */
export const oneOfEach = {
  "physical deployment cluster": "pd",
  "physical pipeline cluster": "pp",
  "host cluster": "h",
  "virtual deployment cluster": "vd",
  "virtual pipeline cluster": "vp",
};

/** One cluster of each class. */
export const oneOfEachProgram = `${head}const tenant = ${JSON.stringify(tenant)};
new nautes.PhysicalCluster("pd", { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.0.1.9:6443" });
new nautes.PhysicalCluster("pp", { delivery: "pull", tenant, workerType: "pipeline", apiServer: "https://10.0.2.9:6443" });
const h = new nautes.HostCluster("h", { delivery: "pull", tenant, apiServer: "https://10.0.0.9:6443" });
new nautes.VirtualCluster("vd", { delivery: "pull", tenant, hostCluster: h, workerType: "deployment", apiServer: "https://10.0.0.9:31456" });
new nautes.VirtualCluster("vp", { delivery: "pull", tenant, hostCluster: h, workerType: "pipeline", apiServer: "https://10.0.0.9:31457" });
`;
