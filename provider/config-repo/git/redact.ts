import { parsedUrl } from "./repository-url";
import type { CompleteSettings } from "./settings";

const userinfo = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi;

const control = /\u001b\[[0-9;?]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f]/g;
const maxWords = 800;

/** Takes credentials and the user part of URLs out of a text. */
export type Redact = (text: string) => string;

/** Answers what takes the secrets of `settings` out of a text, as they are and as URLs and base64 spell them. */
export function redactorFor(settings: CompleteSettings): Redact {
  const proxy = settings.proxy === undefined ? null : parsedUrl(settings.proxy);
  const keys = [settings.privateKey, settings.signingKey].filter((key) => key?.includes("PRIVATE"));
  const secrets = [settings.password, ...keys, proxy?.password]
    .filter((secret) => secret !== undefined)
    .flatMap((secret) => [secret, secret.trim(), encodeURIComponent(secret), base64(secret)])
    // Shorter ones would blot out common words and are no secret anyway.
    .filter((secret) => secret.length >= 4)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const hidden = secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
    return hidden.replaceAll(userinfo, "$1");
  };
}

/** What the server itself said (the `remote:` lines of git's messages), fit for a message of ours; "" if nothing. */
export function serverWords(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .filter((line) => line.startsWith("remote: "))
    .map((line) => line.slice("remote: ".length).replaceAll(control, "").trim())
    .filter((line) => !/^[-=*#\s]*$/.test(line));
  return bounded(lines.join("\n"));
}

/** What git itself said was wrong, on one line. */
export function gitWords(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(control, "").trim())
    .filter((line) => /^(?:fatal|error|ssh|Permission|Host key|ERROR)/.test(line))
    .map((line) => line.replace(/^(?:fatal|error): /, ""));
  return bounded(lines.join("; "));
}

function bounded(text: string): string {
  return text.length <= maxWords ? text : `${text.slice(0, maxWords)}…`;
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
