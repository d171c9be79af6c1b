import type { Path } from "./derivation";

/** Arguments that are secret even when they are given as plain values. */
export const secretArguments: readonly Path[] = [
  ["kubeconfig"],
  ["hostCluster", "kubeconfig"],
  ["cluster", "kubeconfig"],
  ["codeRepoCredentials", "password"],
  ["codeRepoCredentials", "sshPrivateKey"],
  ["tenant", "oidc", "clientSecret"],
  ["tenant", "oidc", "cookieSecret"],
  ["tenant", "dex", "kubeconfig"],
];
