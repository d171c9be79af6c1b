import * as given from "../../registration/given";
import type { Row } from "../../registration/refused";

const cluster = { clusterName: "vd", kubeconfig: given.kubeconfig };

/** A runtime that push makes on its cluster. */
export const pushedRuntime = {
  ...given.runtime,
  delivery: "push",
  cluster,
  codeRepoUrl: "https://git.example.com/shop/deploy-config.git",
} as const;

const key = "-----BEGIN OPENSSH PRIVATE KEY-----\ncanary\n-----END OPENSSH PRIVATE KEY-----\n";
const login = { username: "reader", password: "canary" };
const overSsh = { codeRepoUrl: "git@git.example.com:shop/deploy-config.git" };

/** What such a runtime refuses beside what every runtime does. */
export const pushedRuntimes: readonly Row[] = [
  ["another delivery", { delivery: "poll" }, "delivery", /"push" or "pull"/],
  [
    "a cluster that pull delivers",
    { cluster: { ...cluster, delivery: "pull" } },
    "delivery",
    /is "push", and cluster vd is delivered by pull/,
  ],
  [
    "pull on a cluster that push delivers",
    { delivery: "pull", cluster: { clusterName: "vd", delivery: "push" } },
    "delivery",
    /is "pull", and cluster vd is delivered by push/,
  ],
  [
    "a cluster without kubeconfig",
    { cluster: { clusterName: "vd" } },
    "cluster.kubeconfig",
    /is missing; push makes the runtime with it/,
  ],
  [
    "a kubeconfig without cluster",
    { cluster: { clusterName: "vd", kubeconfig: "users: [{ name: canary }]" } },
    "cluster.kubeconfig",
    /has no cluster/,
  ],
  [
    "a cluster that deploys with something else",
    { cluster: { ...cluster, components: { deployment: { name: "flux", namespace: "flux" } } } },
    "cluster",
    /has flux as its deployment/,
  ],
  [
    "a cluster without HNC",
    { cluster: { ...cluster, components: { multiTenant: { name: "capsule", namespace: "c" } } } },
    "cluster",
    /has capsule as its multiTenant/,
  ],
  [
    "a password in the URL",
    { codeRepoUrl: "https://me:canary@git.example.com/shop/x.git" },
    "codeRepoUrl",
    /as codeRepoCredentials/,
  ],
  ["a name for a URL", { codeRepoUrl: "deploy-config" }, "codeRepoUrl", /URL of a Git repository/],
  ["empty credentials", { codeRepoCredentials: {} }, "codeRepoCredentials", /either/],
  [
    "a password without a name",
    { codeRepoCredentials: { password: "canary" } },
    "codeRepoCredentials",
    /either \{ username, password \} or/,
  ],
  [
    "two kinds of credentials",
    { codeRepoCredentials: { ...login, sshPrivateKey: key } },
    "codeRepoCredentials",
    /either/,
  ],
  [
    "a key that is none",
    { ...overSsh, codeRepoCredentials: { sshPrivateKey: "canary" } },
    "codeRepoCredentials.sshPrivateKey",
    /not a private key/,
  ],
  [
    "a public key",
    { ...overSsh, codeRepoCredentials: { sshPrivateKey: "ssh-ed25519 canary me" } },
    "codeRepoCredentials.sshPrivateKey",
    /not a private key/,
  ],
  [
    "a token by another name",
    { codeRepoCredentials: { ...login, token: "canary" } },
    "codeRepoCredentials.token",
    /as password/,
  ],
  [
    "a key for HTTPS",
    { codeRepoCredentials: { sshPrivateKey: key } },
    "codeRepoCredentials",
    /is an HTTP URL; give \{ username, password \}/,
  ],
  [
    "a password for SSH",
    { ...overSsh, codeRepoCredentials: login },
    "codeRepoCredentials",
    /is an SSH URL; give \{ sshPrivateKey \}/,
  ],
  [
    "credentials with pull",
    { delivery: "pull", codeRepoCredentials: login },
    "codeRepoCredentials",
    /leave it out/,
  ],
  ["the name of a product's binding as account", { account: "product-7" }, "account", /product/],
  ["another way with a cluster that is gone", { ifUnreachable: "retry" }, "ifUnreachable", /fail/],
];
