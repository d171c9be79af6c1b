import type { TenantArgs } from "pulumi-nautes";

/** What all clusters of the tenant have in common. Certificates are public, so they may stand here. */
export const tenant: TenantArgs = {
  name: "tenant1",
  // Where Argo CD on the clusters reads the config repo.
  repositoryUrl: "ssh://git@git.example.com/nautes/tenant.git",
  caCertificate: certificate("dex.example.com"),
  oidc: {
    issuer: "https://dex.example.com",
    clientId: "nautes",
    // A Secret on each cluster, so that the client's secret never gets into the config repo.
    existingSecret: "nautes-oidc",
  },
  vault: {
    address: "https://vault.example.com:8200",
    caCertificate: certificate("vault.example.com"),
  },
  git: {
    address: "https://git.example.com",
    caCertificate: certificate("git.example.com"),
  },
};

/** Yours are files: `readFileSync("ca.pem", "utf8")`. */
function certificate(server: string): string {
  return `-----BEGIN CERTIFICATE-----\n(of the authority of ${server})\n-----END CERTIFICATE-----\n`;
}
