import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { NautesError } from "../../errors";

/** `user@host:path`, the short form of SSH. */
const scpLike = /^(?:[^\s/:@]+@)?[^\s/:@]+:(?!\/\/)/;

/**
 * The URL or folder of `repository` below `base`: `ssh://`, `https://`, `file://`, `user@host:path`, a local folder of
 * bare repositories, or `http://` on the loopback address. The name is taken as it is written; in a local folder, with
 * or without `.git`, whichever exists.
 * @throws invalid-configuration
 */
export function resolveRepositoryUrl(base: string, repository: string): string {
  const name = repository.replace(/^\/+|\/+$/g, "");

  const impossible = /[\u0000-\u001f\u007f?#\\]/.test(name);
  if (name === "" || impossible || name.split("/").some((part) => /^(?:\.{0,2}$|-)/.test(part))) {
    throw wrong("repository", `${JSON.stringify(repository)} is not the path of a repository.`, {
      remedy: "Set it to the path below the server, such as `nautes/tenant`.",
    });
  }
  checkUrl(base);
  const folder = localFolder(base);
  if (folder === undefined) {
    return scpLike.test(base) && /:$/.test(base)
      ? base + name
      : `${base.replace(/\/+$/, "")}/${name}`;
  }
  const bare = name.endsWith(".git") ? name.slice(0, -".git".length) : name;
  const found = [name, `${bare}.git`, bare].find((one) => existsSync(join(folder, one))) ?? name;
  return base.startsWith("file:") ? `${base.replace(/\/+$/, "")}/${found}` : join(folder, found);
}

/** Refuses a URL that git must not be given. @throws invalid-configuration */
export function checkUrl(url: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (
    url === "" ||
    url.startsWith("-") ||
    /^[^/]*::/.test(url) ||
    /\s/.test(url.trim()) !== /\s/.test(url)
  ) {
    throw wrong("git.url", "The Git URL is none that can be used.");
  }
  if (scheme === undefined || scheme === "file") return;
  if (!["ssh", "https", "http"].includes(scheme)) {
    throw wrong("git.url", `Git repositories are not reached by \`${scheme}://\`.`);
  }
  const parsed = parsedUrl(url);
  if (parsed === null || parsed.hostname === "" || parsed.hostname.startsWith("-")) {
    throw wrong("git.url", "The Git URL names no host.");
  }
  if (parsed.password !== "") {
    throw wrong("git.url", "The Git URL carries a password, which would end up in logs.", {
      remedy: "Take it out of the URL and set `git.password` as a secret.",
    });
  }
  if (scheme === "http" && !isLoopback(parsed.hostname)) {
    throw wrong("git.url", `\`http://${parsed.host}\` would send the credential in clear.`, {
      remedy: "Use `https://` or `ssh://`.",
    });
  }
}

/** `url` as git is given it: the host is spelt as git will name it when it asks for a credential. */
export function normalisedUrl(url: string): string {
  const parsed = /^https?:\/\//i.test(url) ? parsedUrl(url) : null;
  if (parsed === null) return url;
  const [, user = "", rest = ""] = /^https?:\/\/([^/?#]*@)?[^/?#]*(.*)$/is.exec(url) ?? [];
  return `${parsed.protocol}//${user}${parsed.host}${rest}`;
}

/** The folder that `url` stands for, absolute; undefined for a server. */
export function localFolder(url: string): string | undefined {
  if (/^file:/i.test(url)) return fileURLToPath(url);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return undefined;
  return scpLike.test(url) && !existsSync(url) ? undefined : resolve(url);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function wrong(at: string, sentence: string, details: { remedy?: string } = {}): NautesError {
  return new NautesError("invalid-configuration", sentence, {
    at,
    remedy:
      "Use `ssh://…`, `https://…`, `file://…`, `user@host:path` or a local folder of bare repositories.",
    ...details,
  });
}

/** A URL, or null for what is none; `URL.parse` came only with later versions of Node.js 20. */
export function parsedUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
