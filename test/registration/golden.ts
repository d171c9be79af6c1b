import { readFileSync } from "node:fs";
import { join } from "node:path";

import { load, loadAll } from "js-yaml";

import { tenantInClear } from "./given";

type Values = Readonly<Record<string, string>>;
type Parsed = Record<string, unknown>;

const create =
  '{ automated: { selfHeal: true, prune: true }, syncOptions: ["CreateNamespace=true"] }';

/** What the placeholders of golden files stand for; those of multi-line values stand for JSON text. */
const common: Values = {
  CREATE: create,
  REPO: tenantInClear.repositoryUrl,
  NS: "nautes",
  ISSUER: tenantInClear.oidc.issuer,
  CLIENT_SECRET: tenantInClear.oidc.clientSecret,
  COOKIE: tenantInClear.oidc.cookieSecret,
  GIT_ADDR: tenantInClear.git.address,
  VAULT_ADDR: tenantInClear.vault.address,
  VAULT_CA: JSON.stringify(tenantInClear.vault.caCertificate),
  GITLAB_CA: JSON.stringify(tenantInClear.git.caCertificate.trimEnd()),
  CA: JSON.stringify(tenantInClear.caCertificate),
  CA_B64: Buffer.from(tenantInClear.caCertificate).toString("base64"),
};

/** A golden file with its placeholders filled in. */
export function golden(file: string, values: Values): Parsed {
  const text = readFileSync(join(__dirname, "golden", `${file}.yaml`), "utf8");
  const all: Values = { ...common, ...values };
  return load(
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = all[name];
      if (value === undefined) throw new Error(`golden/${file}.yaml needs ${name}`);
      return value;
    }),
  ) as Parsed;
}

/** A golden cluster name's placeholders. */
export function valuesOf(name: string, more: Values = {}): Values {
  return {
    NAME: name,
    R: `runtimes/${name}-runtime`,
    ARGOCD_HOST: `argocd.${name}.10.0.0.9.nip.io`,
    TEKTON_HOST: `tekton.${name}.10.0.0.9.nip.io`,
    HTTPS: "30443",
    ...more,
  };
}

/** Documents with the YAML text inside them parsed, too. */
export function opened(value: unknown, key = ""): unknown {
  if (typeof value === "string") {
    if (key === "manifests") return loadAll(value);
    const isText = ["values", "dex.config", "config"].includes(key);
    return isText ? opened(load(value)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => opened(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, opened(item, name)]),
  );
}
