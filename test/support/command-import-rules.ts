import type { Rule } from "./import-rule";

/** The rules of `command/`: see `importRules`. */
export const commandImportRules: Record<string, Rule> = {
  command: {
    to: [
      "command/doctor",
      "command/plan",
      "command/repositories",
      "components/adoption",
      "components/requests",
      "provider/errors",
    ],
    types: ["components/registration"],
    packages: ["node:*", "yaml"],
  },
  // Looks at repositories as the provider does, with the same configuration.
  "command/repositories": {
    to: ["command", "provider/config", "provider/session"],
    types: ["provider", "provider/claims", "provider/resources"],
    packages: ["yaml"],
  },
  // It says what a preview would say, because it asks by the provider's own modules.
  "command/doctor": {
    to: [
      "command",
      "command/plan",
      "command/repositories",
      "provider",
      "provider/claims",
      "provider/config",
      "provider/config-repo/git",
      "provider/errors",
      "provider/functions",
      "provider/gitlab",
      "provider/gitlab-preflight",
      "provider/kubernetes",
      "provider/open-repository",
      "provider/vault",
    ],
    types: ["provider/http"],
    packages: ["node:*", "yaml"],
  },
  // What it shows is rendered as the provider writes it, and its lines are compared as merges do.
  "command/plan": {
    to: ["command", "provider/claims", "provider/config-repo"],
    packages: ["node:*", "zod"],
  },
};
