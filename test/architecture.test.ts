import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCodes } from "../provider/errors";
import type { Import } from "./support/imports";
import { circlesIn, importsBelow } from "./support/imports";
import { packageRoot } from "./support/plugin";

interface Rule {
  /** Folders (with all below them that have no rule of their own) and files, without extension, that may be imported. */
  readonly to: readonly string[];
  /** The same, for `import type` only. */
  readonly types?: readonly string[];
  /** Packages; `*` at the end stands for any rest. */
  readonly packages: readonly string[];
}

const protocol = ["@grpc/grpc-js", "@pulumi/pulumi/proto/*", "google-protobuf/*"];

/** What a folder or file may import besides itself. The rule with the longest name that fits holds. */
const rules: Record<string, Rule> = {
  "provider/errors": { to: [], packages: [] },
  "provider/claims": { to: ["provider/errors"], packages: ["yaml", "js-yaml", "node:crypto"] },
  "provider/config-repo/config-repo": { to: [], types: ["provider/claims"], packages: [] },
  "provider/config-repo": {
    to: ["provider/config-repo/config-repo", "provider/errors"],
    types: ["provider/claims"],
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
  "provider/codec": { to: ["provider/claims"], packages: [] },
  "provider/config": {
    to: [
      "provider",
      "provider/claims",
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
  "provider/gitlab-preflight": {
    to: ["provider", "provider/claims", "provider/open-repository"],
    types: ["provider/config", "provider/gitlab", "provider/writer"],
    packages: [],
  },
  "provider/session": {
    to: [
      "provider/claims",
      "provider/errors",
      "provider/gitlab",
      "provider/gitlab-preflight",
      "provider/open-repository",
      "provider/vault",
      "provider/writer",
    ],
    types: ["provider", "provider/config", "provider/http", "provider/resources"],
    packages: ["node:*"],
  },
  "provider/kubeconfig-text": { to: [], packages: [] },
  "provider/gitlab": {
    to: ["provider/claims", "provider/errors", "provider/http"],
    packages: ["@gitbeaker/rest", "node:*", "undici"],
  },
  "provider/kubernetes": {
    to: ["provider/claims", "provider/errors", "provider/kubeconfig-text", "provider/writer"],
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
    types: ["provider/config", "provider/session"],
    packages: ["node:crypto", "zod"],
  },
  "provider/functions": {
    to: [
      "provider/claims",
      "provider/codec",
      "provider/errors",
      "provider/kubernetes",
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
  "provider/vault/kubeconfig": { to: ["provider/vault/kubeconfig-parts"], packages: ["js-yaml"] },
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
  "components/registration": { to: [], types: ["provider/claims"], packages: ["js-yaml", "zod"] },
  // What requests say is judged as arguments are.
  "components/requests": { to: ["components/registration"], packages: ["jsonrepair", "yaml"] },
  // The catalogue describes valid clusters only, and so validates as the registration does.
  "components/charts": {
    to: ["components/registration"],
    types: ["provider/claims"],
    packages: ["js-yaml"],
  },
  // A runtime is described by the same kind of objects, and validated, too.
  "components/runtime": { to: ["components/charts", "components/registration"], packages: [] },
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
  "examples/automation-api": {
    to: ["examples"],
    packages: ["pulumi-nautes", "@pulumi/*", "node:*"],
  },
  examples: { to: [], packages: ["pulumi-nautes", "@pulumi/*"] },
};

const imports = ["provider", "components", "examples"].flatMap((folder) =>
  importsBelow(join(packageRoot, folder), packageRoot),
);

test("arrows point one way: every folder imports only what its rule allows", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter((found) => !allowed(found)).map(arrow)).toEqual([]);
});

test("every rule is in use, so that none outlives its folder", () => {
  const used = new Set(imports.map(({ from }) => ruleOf(from)));
  expect(Object.keys(rules).filter((name) => !used.has(name))).toEqual([
    "provider/errors",
    "provider/kubeconfig-text",
  ]);
});

test("registration, charts, runtime, requests and claims are pure: no Pulumi, no input or output", () => {
  const pure = imports.filter(({ from }) =>
    /^(provider\/claims|components\/(registration|charts|runtime|requests))\//.test(from),
  );
  const impure = /^(@pulumi\/|@grpc\/|node:(?!crypto$))/;
  expect(pure.filter(({ to }) => impure.test(to)).map(arrow)).toEqual([]);
});

test("only provider/sdk loads Pulumi's SDK in the provider", () => {
  const sdk = imports.filter(
    ({ from, to }) => from.startsWith("provider/") && /^@pulumi\//.test(to),
  );
  const loading = sdk.filter(({ to }) => !to.startsWith("@pulumi/pulumi/proto/"));
  const folders = loading.map(({ from }) => from.split("/").slice(0, 2).join("/"));
  expect(new Set(folders)).toEqual(new Set(["provider/sdk"]));
});

test("the provider never imports components", () => {
  const crossing = imports.filter(
    ({ from, to }) => from.startsWith("provider/") && to.startsWith("components/"),
  );
  expect(crossing.map(arrow)).toEqual([]);
});

test("there are no circular imports", () => {
  expect(circlesIn(imports)).toEqual([]);
});

test("every error code is explained in docs/errors.md, and nothing else is", () => {
  const page = readFileSync(join(packageRoot, "docs", "errors.md"), "utf8");
  const explained = [...page.matchAll(/^\| `([a-z-]+)`/gm)].map(([, code]) => code);
  expect(explained.sort()).toEqual(Object.keys(errorCodes).sort());
});

function allowed({ from, to, typeOnly }: Import): boolean {
  const own = ruleOf(from);
  const rule = rules[own]!;
  if (!/^(provider|components|examples|sandbox|test|bench)\//.test(to)) {
    return rule.packages.some((name) => fits(to, name));
  }
  const target = ruleOf(to);
  return target === own || rule.to.includes(target) || (typeOnly && !!rule.types?.includes(target));
}

function ruleOf(file: string): string {
  const names = Object.keys(rules).filter((name) => file === name || file.startsWith(`${name}/`));
  return names.sort((a, b) => b.length - a.length)[0] ?? file;
}

function fits(name: string, pattern: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

function arrow({ from, to, typeOnly }: Import): string {
  return `${from} → ${to}${typeOnly ? " (types)" : ""}`;
}
