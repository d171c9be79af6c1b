import { parse } from "yaml";

import type { Json } from "../../provider/claims/model";
import type { Settings } from "../../provider/config/settings";
import { settingsFrom } from "../../provider/config/settings";
import { fileGiven } from "../options/file";
import { WrongUsage } from "../subcommand";
import type { RepositoryOptions } from "./options";

type Values = Readonly<Record<string, Json>>;

/**
 * The settings that the provider would have with these options as its configuration; credentials are the environment's.
 * @throws WrongUsage, invalid-configuration
 */
export function settingsFor(options: RepositoryOptions, environment: NodeJS.ProcessEnv): Settings {
  const { "config-file": file, ...given } = options;
  const stack = file === undefined ? {} : stackConfiguration(file);
  const own = configurationOf(given);
  const server = "git" in own || "gitlab" in own ? ["git", "gitlab"] : [];
  const rest = Object.entries(stack).filter(([key]) => !server.includes(key));
  const values: Values = { ...Object.fromEntries(rest), ...own };
  if (!("git" in values || "gitlab" in values) && (environment["GITLAB_URL"] ?? "") === "")
    throw new WrongUsage(
      "Where the repositories are is not said; give --url, --gitlab-url or --config-file, or set GITLAB_URL.",
    );
  return settingsFrom(values, environment);
}

/** How long the servers have for what a command asks, in milliseconds. @throws WrongUsage */
export function timeoutOf({ timeout = "600" }: RepositoryOptions): number {
  const seconds = Number(timeout);
  if (/^\d+$/.test(timeout) && seconds > 0 && seconds <= 86_400) return seconds * 1000;
  throw new WrongUsage("--timeout is a number of seconds from 1 to 86400; give one.");
}

/** The configuration that these options are. @throws WrongUsage */
export function configurationOf(options: Omit<RepositoryOptions, "config-file">): Values {
  const { repository, branch, url, "gitlab-url": gitlabUrl } = options;
  const { "product-repository": products, "ca-certificate": authorities } = options;
  if (url !== undefined && gitlabUrl !== undefined)
    throw new WrongUsage("--url and --gitlab-url name two servers; give one of them.");
  if (authorities !== undefined && url === undefined && gitlabUrl === undefined)
    throw new WrongUsage("--ca-certificate is of a server; give --url or --gitlab-url, too.");
  const certificate = authorities === undefined ? {} : { caCertificate: fileGiven(authorities) };
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { branch }),
    ...(url === undefined ? {} : { git: { url, ...certificate } }),
    ...(gitlabUrl === undefined ? {} : { gitlab: { url: gitlabUrl, ...certificate } }),
    ...(products === undefined ? {} : { productRepositories: products }),
  };
}

/** The `nautes:…` configuration in the file of a stack; only its own stack could decrypt what is secret in it. */
function stackConfiguration(file: string): Values {
  const { config } = readable(file);
  if (typeof config !== "object" || config === null)
    throw new WrongUsage(
      `${file} has no configuration of a stack; name a file such as Pulumi.dev.yaml.`,
    );
  return Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) => {
      const open = withoutSecrets(value as Json);
      return key.startsWith("nautes:") && open !== undefined ? [[key.slice(7), open]] : [];
    }),
  );
}

function readable(file: string): { readonly config?: unknown } {
  try {
    return { ...(parse(fileGiven(file)) as object) };
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`${file} is not readable as YAML; name a file such as Pulumi.dev.yaml.`);
  }
}

function withoutSecrets(value: Json): Json | undefined {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((item: Json) => withoutSecrets(item)).filter((item) => item !== undefined);
  if ("secure" in value) return undefined;
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const open = withoutSecrets(inner);
    return open === undefined ? [] : [[key, open]];
  });
  return Object.fromEntries(entries) as Json;
}
