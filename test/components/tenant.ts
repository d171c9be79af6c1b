/** A tenant as files of every class need it. */
export const tenant = {
  name: "tenant1",
  repositoryUrl: "ssh://git@git.example.com/nautes/tenant.git",
  caCertificate: "the issuer's certificate\n",
  oidc: { issuer: "https://dex.example.com", clientId: "nautes", existingSecret: "oidc-client" },
  vault: { address: "https://vault.example.com:8200", caCertificate: "Vault's certificate\n" },
  git: { address: "https://git.example.com", caCertificate: "the Git server's certificate\n" },
};

/** A runtime of the product `shop`, but for its cluster. */
export const runtime = {
  product: "shop",
  productId: "product-12",
  codeRepoId: "repo-34",
  delivery: "pull",
  account: "dr-dev",
  projects: ["api-server"],
  manifestSource: {
    codeRepo: "deploy-config",
    path: "manifests/development",
    targetRevision: "HEAD",
  },
  destination: { environment: "env-dev", namespaces: ["shop-dev"] },
} as const;

/** What a cluster of that tenant needs to be delivered by pull, beside an API server. */
export const pulled = { tenant, delivery: "pull" } as const;
