/** What is wrong with a text, and what to do; undefined: nothing. */
export type TextCheck = (value: string) => string | undefined;

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const httpUrl = /^https?:\/\/([^/:?#@\s[\]]+)(?::(\d{1,5}))?(\/[^?#\s]*)?$/;
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;
/** The schema of Nautes' Cluster resource demands this; on the way it refuses hosts like `localhost` and `[::1]`. */
const clusterResourcePattern =
  /https?:\/\/(www\.)?[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-zA-Z0-9()]{1,6}\b([-a-zA-Z0-9()@:%_+.~#?&/=]*)/;

/** Checks a DNS-1123 label, which `suffix` may be added to without it getting longer than `limit`. */
export function labelCheck(limit = 63): TextCheck {
  return (value) => {
    if (value.length > limit) return `is longer than ${limit} characters; choose a shorter name.`;
    if (label.test(value)) return undefined;
    return `${quote(value)} is not a name; use lower-case letters, digits and "-", first and last a letter or digit.`;
  };
}

/** Checks a name of a Kubernetes object: DNS-1123 labels with dots between. */
export function objectName(value: string): string | undefined {
  if (value.length <= 253 && value.split(".").every((part) => label.test(part))) return undefined;
  return `${quote(value)} is not the name of a Kubernetes object; use lower-case letters, digits, "-" and ".".`;
}

/** Checks a path of a GitLab group or project. */
export function gitPath(value: string): string | undefined {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(value)) return undefined;
  return `${quote(value)} is not a path in GitLab; use letters, digits, "_", "-" and ".", without a group before it.`;
}

/** Checks a host name that an Ingress can serve. */
export function hostName(value: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(value) || value.includes("/"))
    return `${quote(value)} is a URL; give the host name alone, such as argocd.example.com.`;
  if (/:\d+$/.test(value)) return `${quote(value)} has a port; give the host name alone.`;
  if (isIp(value)) return `${quote(value)} is an address; give a name, such as ${value}.nip.io.`;
  return isHostName(value)
    ? undefined
    : `${quote(value)} is not a host name; give one such as argocd.example.com.`;
}

/** Checks the URL of a cluster's API. */
export function apiServerUrl(value: string): string | undefined {
  const example = "such as https://10.0.0.9:6443.";
  if (/@/.test(value)) return `must not contain credentials; give the URL alone, ${example}`;
  if (!/^https?:\/\//.test(value)) return `${quote(value)} is not a URL; give one ${example}`;
  if (/^https?:\/\/\[/.test(value))
    return `${quote(value)} has an IPv6 address, which Nautes' Cluster resource refuses; give a host name.`;
  const { host, port } = urlParts(value);
  if (!isIp(host) && !isHostName(host))
    return `${quote(value)} has no valid host; give a URL ${example}`;
  if (port !== undefined && (port < 1 || port > 65535))
    return `${quote(value)} has a port outside of 1–65535; give a URL ${example}`;
  if (clusterResourcePattern.test(value)) return undefined;
  return `${quote(value)} is refused by the schema of Nautes' Cluster resource; give a host that has a dot and after it a part of at most 6 characters.`;
}

/** Checks the URL of a server: http or https, without credentials. */
export function serverUrl(value: string): string | undefined {
  if (!/^https?:\/\/\S+$/.test(value) || !URL.canParse(value))
    return `must be a URL that begins with https://.`;
  const { username, password, search, hash } = new URL(value);
  if (username !== "" || password !== "") return "must not contain credentials; leave them out.";
  return search === "" && hash === "" ? undefined : "must not have a query or fragment.";
}

/** Checks a place where charts are: a repository's URL, or `oci://` and what is before the charts' names. */
export function chartPlace(value: string): string | undefined {
  const problem = serverUrl(value.replace(/^oci:\/\//, "https://"));
  return problem?.replace("https://", "https:// or oci://");
}

/** Checks the URL under which Argo CD reads the config repo. */
export function repositoryUrl(value: string): string | undefined {
  const example = "such as ssh://git@git.example.com/nautes/tenant.git.";
  if (/^https?:\/\/[^/]*@/.test(value) || /^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(value))
    return `must not contain a password or token: the files would show it. Give a URL ${example}`;
  if (/^(?:ssh|https?):\/\/[^/\s]+\/\S+$/.test(value)) return undefined;
  if (/^file:\/\/\/\S+$/.test(value) || /^[\w.-]+@[\w.-]+:\S+$/.test(value)) return undefined;
  return `must be a URL of a Git repository, ${example}`;
}

/** Checks the text of a certificate, which is not parsed. */
export function certificate(value: string): string | undefined {
  if (value.trim() === "") return "must not be empty; give the certificate's PEM text.";
  if (!value.includes("PRIVATE KEY")) return undefined;
  return "contains a private key, which the files would show; give the certificate alone.";
}

/** Checks a text of one line with something in it. */
export function oneLine(value: string): string | undefined {
  if (value.trim() === "") return "must not be empty.";
  return /[\u0000-\u001f\u007f]/.test(value) ? "must be one line." : undefined;
}

/** Checks the secret of an OIDC client; Argo CD takes one that begins with `$` for a reference. */
export function clientSecret(value: string): string | undefined {
  return value.startsWith("$") ? 'must not begin with "$"; renew the secret.' : oneLine(value);
}

/** Checks the secret of the OAuth proxy's cookies, which is an AES key, as it is or in base64. */
export function cookieSecret(value: string): string | undefined {
  const sizes = [16, 24, 32];
  const raw = Buffer.byteLength(value);
  const decoded = /^[-\w+/]+=*$/.test(value) ? Buffer.from(value, "base64url").length : 0;
  if (sizes.includes(raw) || sizes.includes(decoded)) return oneLine(value);
  return "must be 16, 24 or 32 bytes long; `openssl rand -hex 16` makes one.";
}

/** Whether this is an IPv4 address. */
export function isIp(host: string): boolean {
  return ipv4.test(host);
}

/** Host and port of a URL; the port only if it is written. */
export function urlParts(url: string): { host: string; port: number | undefined } {
  const [, host = "", port] = httpUrl.exec(url) ?? [];
  return { host, port: port === undefined ? undefined : Number(port) };
}

/** A value as messages show it, cut to what one line bears. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value);
}

function isHostName(host: string): boolean {
  const parts = host.split(".");
  const last = parts.at(-1) ?? "";
  return (
    host.length <= 253 &&
    !/^\d+$/.test(last) &&
    parts.every((part) => part.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/i.test(part))
  );
}
