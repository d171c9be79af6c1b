import { parsedUrl } from "./repository-url";
import type { GitConfig } from "./git-environment";
import type { PrivateFolder } from "./private-folder";
import type { CompleteSettings } from "./settings";

/** How git proves who it is, and whom it trusts. */
export interface Credentials {
  readonly variables: Readonly<Record<string, string>>;
  readonly config: GitConfig;
}

/**
 * Answers git's questions from variables of that git process, so that no secret is in an argument, a URL or a file;
 * only for the server it is meant for, because a redirect makes git ask for another, or for the same in clear. A path
 * follows the host where the user's configuration says so, and what stands in a path is no host.
 */
const askpass = `#!/bin/sh
scheme=$NAUTES_ASKPASS_SCHEME host=$NAUTES_ASKPASS_HOST
case "$1" in
"Password for '$scheme://"*/*"@$host"*) exit 1 ;;
"Username for '$scheme://$host'"* | "Username for '$scheme://$host/"*) printf '%s\\n' "$NAUTES_ASKPASS_USERNAME" ;;
"Password for '$scheme://$host'"* | "Password for '$scheme://$host/"* | "Password for '$scheme://"*"@$host'"* | "Password for '$scheme://"*"@$host/"*)
  printf '%s\\n' "$NAUTES_ASKPASS_PASSWORD" ;;
*) exit 1 ;;
esac
`;

/** Puts keys and certificates into `folder`, and answers what makes git use them. */
export function prepareCredentials(settings: CompleteSettings, folder: PrivateFolder): Credentials {
  const http = parsedUrl(settings.url);
  const isHttp = http !== null && /^https?:$/.test(http.protocol);
  const variables = {
    ...(isHttp ? httpVariables(settings, http, folder) : {}),
    ...sshVariables(settings, folder),
  };
  const config: [string, string][] = [];
  if (settings.proxy !== undefined) config.push(["http.proxy", settings.proxy]);
  // A helper of the user would be asked first, and be told to forget or to keep our credential.
  if (isHttp && settings.password !== undefined) config.push(["credential.helper", ""]);
  return { variables, config };
}

function httpVariables(
  settings: CompleteSettings,
  url: URL,
  folder: PrivateFolder,
): Record<string, string> {
  const variables: Record<string, string> = {};
  if (settings.caCertificate !== undefined) {
    variables["GIT_SSL_CAINFO"] = folder.file("authorities.pem", settings.caCertificate);
  }
  if (settings.password !== undefined) {
    const fromUrl = url.username === "" ? undefined : decodeURIComponent(url.username);
    variables["GIT_ASKPASS"] = folder.file("askpass", askpass, 0o700);
    variables["NAUTES_ASKPASS_SCHEME"] = url.protocol.slice(0, -1);
    variables["NAUTES_ASKPASS_HOST"] = url.host;
    variables["NAUTES_ASKPASS_USERNAME"] = settings.username ?? fromUrl ?? "oauth2";
    variables["NAUTES_ASKPASS_PASSWORD"] = settings.password;
  }
  return variables;
}

function sshVariables(settings: CompleteSettings, folder: PrivateFolder): Record<string, string> {
  const { privateKey, knownHosts } = settings;
  const own = process.env["GIT_SSH_COMMAND"] ?? process.env["GIT_SSH"];
  if (own !== undefined && privateKey === undefined && knownHosts === undefined) return {};
  const options = [
    "BatchMode=yes",
    `ConnectTimeout=${Math.max(1, Math.ceil(settings.timeouts.connect / 1000))}`,
    "ServerAliveInterval=15",
    "ServerAliveCountMax=4",
    // A connection kept for others would keep our pipes open after git has ended.
    "ControlMaster=no",
  ];
  if (privateKey !== undefined) {
    const file = folder.file("id", keyText(privateKey));
    options.push(`IdentityFile=${file}`, "IdentitiesOnly=yes", "IdentityAgent=none");
  }
  if (knownHosts !== undefined) {
    const file = folder.file("known_hosts", `${knownHosts.trimEnd()}\n`);
    options.push("StrictHostKeyChecking=yes", `UserKnownHostsFile=${file}`);
    options.push("GlobalKnownHostsFile=/dev/null");
  }
  const words = ["ssh", ...options.flatMap((option) => ["-o", shellQuoted(option)])];
  return { GIT_SSH_COMMAND: words.join(" "), GIT_SSH_VARIANT: "ssh" };
}

/** Key text as OpenSSH wants it: configuration and environment lose the last line end, or turn it into CR LF. */
export function keyText(key: string): string {
  return `${key.replaceAll("\r\n", "\n").trim()}\n`;
}

function shellQuoted(word: string): string {
  return /^[\w=./:-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
