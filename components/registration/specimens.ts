/**
 * Two valid, different values, for rendering what is not known yet. They pass validation in any combination. Of an
 * API server the first is a host name: only then do all leaves show that depend on the primary domain, so render
 * with the first of each and vary one at a time.
 */
export type Specimens = readonly [string | number, string | number];

/** The segments of a property's path. */
export type PropertySegments = readonly (string | number)[];

const word: Specimens = ["specimen-a", "specimen-b"];
const hosts: Specimens = ["a.specimen.example", "b.specimen.example"];
const urls: Specimens = ["https://a.specimen.example", "https://b.specimen.example"];
const kubeconfigs: Specimens = [specimenKubeconfig("a"), specimenKubeconfig("b")];
const certificates: Specimens = ["specimen certificate a\n", "specimen certificate b\n"];

/** By property, `*` for any key or index. Ports are rare ones, and each property has its own. */
const table: Readonly<Record<string, Specimens>> = {
  "tenant.name": word,
  "tenant.namespace": word,
  "tenant.repositoryUrl": [
    "ssh://git@a.specimen.example/tenant.git",
    "ssh://git@b.specimen.example/tenant.git",
  ],
  "tenant.caCertificate": certificates,
  "tenant.oidc.issuer": urls,
  "tenant.oidc.clientId": word,
  "tenant.oidc.clientSecret": word,
  "tenant.oidc.existingSecret": word,
  "tenant.oidc.cookieSecret": ["specimen-cookie0", "specimen-cookie1"],
  "tenant.vault.address": urls,
  "tenant.vault.caCertificate": certificates,
  "tenant.git.type": ["gitlab", "github"],
  "tenant.git.deployKeyType": ["ecdsa", "ed25519"],
  "tenant.git.caCertificate": certificates,
  "tenant.dex.kubeconfig": kubeconfigs,
  "tenant.dex.namespace": word,
  "tenant.dex.configMap": word,
  "tenant.mirror.charts": urls,
  "tenant.mirror.images": hosts,
  apiServer: ["https://api.a.specimen.example:32749", "https://192.0.2.1:32719"],
  primaryDomain: ["domain-a.specimen.example", "domain-b.specimen.example"],
  kubeconfig: kubeconfigs,
  httpsNodePort: [32741, 32713],
  "hostCluster.apiServer": ["https://host.a.specimen.example:32717", "https://192.0.2.2:32716"],
  "hostCluster.gatewayHttpsNodePort": [32721, 32711],
  "hostCluster.kubeconfig": kubeconfigs,
  "components.gateway.additions.httpNodePort": ["32733", "32707"],
  "components.gateway.additions.httpsNodePort": ["32731", "32703"],
  "components.deployment.additions.host": ["cd.a.specimen.example", "cd.b.specimen.example"],
  "components.pipeline.additions.host": ["ci.a.specimen.example", "ci.b.specimen.example"],
  "components.multiTenant.additions.syncResourceTypes": ["a.example/A", "b.example/B"],
  "components.*.additions.*": word,
  "reservedNamespacesAllowedProducts.*.*": word,
  "productAllowedClusterResources.*.*.group": hosts,
  "productAllowedClusterResources.*.*.kind": ["SpecimenA", "SpecimenB"],
  productId: ["product-2147483601", "product-2147483602"],
  // Of neither kind that credentials have to go with.
  codeRepoUrl: ["git://a.specimen.example/shop/a.git", "git://b.specimen.example/shop/b.git"],
  "codeRepoCredentials.username": word,
  "codeRepoCredentials.password": word,
  "codeRepoCredentials.sshPrivateKey": [specimenKey("a"), specimenKey("b")],
  codeRepoId: ["repo-2147483601", "repo-2147483602"],
  account: word,
  "cluster.clusterName": word,
  "cluster.components.*.additions.*": word,
  "cluster.apiServer": urls,
  "cluster.gatewayHttpsNodePort": [32721, 32711],
  "cluster.kubeconfig": kubeconfigs,
  "manifestSource.codeRepo": word,
  "manifestSource.targetRevision": word,
  "manifestSource.path": word,
  "environment.type": word,
};

/** Specimens for an argument; undefined: it gives the files their structure, so it cannot be told apart leaf by leaf. */
export function specimensFor(path: string | PropertySegments): Specimens | undefined {
  const segments = typeof path === "string" ? path.split(/[.[\]]+/).filter(Boolean) : path;
  const found = Object.keys(table).find((pattern) => matches(pattern.split("."), segments));
  const specimens = found === undefined ? undefined : table[found];
  // A list must not hold the same value twice, so each of its items has its own.
  const index = segments.at(-1);
  if (specimens === undefined || segments[0] !== "reservedNamespacesAllowedProducts")
    return specimens;
  return [`${specimens[0]}-${index ?? ""}`, `${specimens[1]}-${index ?? ""}`];
}

/** A kubeconfig in one line that passes validation and leads nowhere. */
export function specimenKubeconfig(name: string): string {
  const context = `{ name: ${name}, context: { cluster: ${name}, user: ${name} } }`;
  return `{ apiVersion: v1, kind: Config, current-context: ${name}, contexts: [${context}], clusters: [{ name: ${name} }], users: [{ name: ${name} }] }`;
}

function specimenKey(name: string): string {
  return `-----BEGIN PRIVATE KEY-----\n${name}\n-----END PRIVATE KEY-----\n`;
}

function matches(pattern: readonly string[], segments: PropertySegments): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => part === "*" || part === String(segments[index]))
  );
}
