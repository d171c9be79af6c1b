import { commandImportRules } from "./command-import-rules";
import type { Rule } from "./import-rule";

const protocol = ["@grpc/grpc-js", "@pulumi/pulumi/proto/*", "google-protobuf/*"];

/** Folder or file → what it may import. The rule with the longest name that fits holds. */
export const importRules: Record<string, Rule> = {
  "provider/errors": { to: [] },
  "provider/claims": { to: ["provider/errors"], packages: ["yaml", "js-yaml", "node:crypto"] },
  "provider/config-repo/config-repo": { to: [], types: ["provider/claims"] },
  "provider/config-repo": {
    to: ["provider/claims", "provider/config-repo/config-repo", "provider/errors"],
    packages: ["node:*"],
  },
  // It stands in for Git in tests, and so names blobs as Git does.
  "provider/config-repo/memory-repo": {
    to: [
      "provider/claims",
      "provider/config-repo",
      "provider/config-repo/config-repo",
      "provider/errors",
    ],
    packages: ["node:*"],
  },
  "provider/config-repo/git": {
    to: ["provider/config-repo", "provider/config-repo/config-repo", "provider/errors"],
    types: ["provider/claims"],
    packages: ["node:*", "proper-lockfile"],
  },
  "provider/config-repo/merge-request": {
    to: [
      "provider/claims",
      "provider/config-repo",
      "provider/config-repo/config-repo",
      "provider/errors",
      "provider/gitlab",
    ],
    types: ["provider/config-repo/git"],
    packages: ["node:*"],
  },
  "provider/config-repo/gitlab": {
    to: [
      "provider/claims",
      "provider/config-repo",
      "provider/config-repo/config-repo",
      "provider/errors",
      "provider/gitlab",
    ],
    types: ["provider/http"],
    packages: ["@gitbeaker/rest"],
  },
  "provider/writer": {
    to: ["provider/claims", "provider/config-repo/config-repo", "provider/errors"],
    packages: ["node:*"],
  },
  "provider/codec": { to: ["provider/claims"] },
  "provider/config": {
    to: [
      "provider",
      "provider/claims",
      "provider/config-repo/git",
      "provider/errors",
      "provider/gitlab",
      "provider/resources",
      "provider/vault",
    ],
    packages: ["node:*", "zod"],
  },
  "provider/open-repository": {
    to: ["provider", "provider/config-repo/git", "provider/config-repo/gitlab", "provider/errors"],
    types: ["provider/config", "provider/config-repo/config-repo", "provider/gitlab"],
    packages: ["node:path"],
  },
  "provider/open-merge-requests": {
    to: [
      "provider/claims",
      "provider/config-repo/merge-request",
      "provider/errors",
      "provider/open-repository",
    ],
    types: ["provider", "provider/config", "provider/gitlab"],
  },
  "provider/merge-request-desk": {
    to: [
      "provider/claims",
      "provider/errors",
      "provider/open-merge-requests",
      "provider/refused-merge-requests",
    ],
    types: ["provider", "provider/config", "provider/config-repo/merge-request", "provider/gitlab"],
  },
  "provider/refused-merge-requests": {
    to: ["provider/claims"],
    types: ["provider", "provider/config-repo/merge-request"],
  },
  "provider/gitlab-preflight": {
    to: ["provider", "provider/claims", "provider/open-repository"],
    types: ["provider/config", "provider/gitlab", "provider/writer"],
  },
  "provider/pin": {
    to: ["provider", "provider/claims", "provider/config", "provider/errors", "provider/writer"],
    types: ["provider/config-repo/config-repo"],
  },
  "provider/session": {
    to: [
      "provider/claims",
      "provider/errors",
      "provider/gitlab",
      "provider/gitlab-preflight",
      "provider/merge-request-desk",
      "provider/open-repository",
      "provider/pin",
      "provider/vault",
      "provider/writer",
    ],
    types: ["provider", "provider/config", "provider/http", "provider/resources"],
    packages: ["node:*"],
  },
  "provider/kubeconfig-context": { to: [] },
  "provider/kubeconfig-text": { to: [] },
  "provider/name-distance": { to: [] },
  "provider/gitlab": {
    to: ["provider/claims", "provider/errors", "provider/http"],
    packages: ["@gitbeaker/rest", "node:*", "undici"],
  },
  "provider/kubernetes": {
    to: [
      "provider/claims",
      "provider/errors",
      "provider/http",
      "provider/kubeconfig-text",
      "provider/writer",
    ],
    packages: ["@kubernetes/client-node", "node:*", "yaml"],
  },
  "provider/resources": {
    to: [
      "provider/claims",
      "provider/codec",
      "provider/errors",
      "provider/kubernetes",
      "provider/vault",
      "provider/vault/kubeconfig",
      "provider/writer",
    ],
    types: ["provider/config", "provider/config-repo/merge-request", "provider/session"],
    packages: ["node:crypto", "zod"],
  },
  // All that the provider knows of Nautes' own files: what they are called, and what they say.
  "provider/nautes-files": {
    to: ["provider/claims", "provider/errors", "provider/name-distance"],
  },
  "provider/functions": {
    to: [
      "provider/claims",
      "provider/codec",
      "provider/errors",
      "provider/http",
      "provider/kubernetes",
      "provider/nautes-files",
      "provider/resources",
    ],
    types: ["provider/session", "provider/writer"],
    packages: ["js-yaml", "undici", "zod"],
  },
  "provider/http": { to: ["provider/errors"], packages: ["node:*", "undici"] },
  "provider/vault": {
    to: ["provider/errors", "provider/http"],
    packages: ["node:*", "undici"],
  },
  "provider/vault/kubeconfig": {
    to: ["provider/kubeconfig-context", "provider/vault/kubeconfig-parts"],
    packages: ["js-yaml"],
  },
  "provider/vault/kubeconfig-parts": {
    to: ["provider/kubeconfig-text"],
    packages: ["js-yaml", "node:crypto"],
  },
  "provider/sdk": { to: [], types: ["provider/claims"], packages: ["@pulumi/pulumi"] },
  provider: {
    to: [
      "provider/claims",
      "provider/codec",
      "provider/config",
      "provider/errors",
      "provider/functions",
      "provider/gitlab",
      "provider/resources",
      "provider/session",
      "provider/vault",
    ],
    packages: ["node:*", "zod", ...protocol],
  },
  "components/registration": {
    to: ["provider/kubeconfig-context", "provider/kubeconfig-text", "provider/name-distance"],
    types: ["provider/claims"],
    packages: ["js-yaml", "zod"],
  },
  // What requests say is judged as arguments are.
  "components/requests": { to: ["components/registration"], packages: ["jsonrepair", "yaml"] },
  // What files say is compared with what the registration of the same arguments would write.
  "components/adoption": {
    to: ["components/registration", "provider/claims", "provider/errors", "provider/nautes-files"],
    packages: [],
  },
  // The catalogue describes valid clusters only, and so validates as the registration does.
  "components/charts": {
    to: ["components/registration"],
    types: ["provider/claims"],
    packages: ["js-yaml"],
  },
  // A runtime is described by the same kind of objects, and validated, too.
  "components/runtime": { to: ["components/charts", "components/registration"] },
  "components/install": {
    to: [
      "components",
      "components/charts",
      "components/registration",
      "components/runtime",
      "provider/sdk",
    ],
    packages: [
      "@pulumi/pulumi",
      "@pulumi/kubernetes/helm/v3/release",
      "@pulumi/kubernetes/provider",
      "node:path",
    ],
  },
  components: {
    to: [
      "components/charts",
      "components/install",
      "components/registration",
      "components/requests",
      "provider/sdk",
    ],
    packages: ["@pulumi/pulumi"],
  },
  ...commandImportRules,
  "examples/automation-api": {
    to: ["examples"],
    packages: ["pulumi-nautes", "@pulumi/*", "node:*"],
  },
  examples: { to: [], packages: ["pulumi-nautes", "@pulumi/*"] },
};
