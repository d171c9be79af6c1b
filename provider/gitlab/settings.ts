/** A GitLab server, and how it is used. */
export interface GitlabSettings {
  /** Base URL without a slash at its end; the API is below `/api/v4`. */
  readonly url: string;
  readonly token: string | undefined;
  /** The environment's token, taken when the stored one is refused; never written to state. */
  readonly fallbackToken: string | undefined;
  /** PEM text of the authorities to trust. @default the system's */
  readonly caCertificate: string | undefined;
  /** How commits are made: pushed with git, or by the commits API. */
  readonly transport: Transport;
}

export type Transport = (typeof transports)[number];

export const transports = ["git", "api"] as const;

/** What the configuration says, everything optional. */
export interface GitlabConfig {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly caCertificate?: string | undefined;
  readonly transport?: Transport | undefined;
}

/**
 * Settings from the configuration, then from GITLAB_URL and GITLAB_TOKEN; undefined: no address anywhere. The
 * environment's token is for one server only, that of GITLAB_URL, else that of `stackUrl`.
 */
export function gitlabSettings(
  config: GitlabConfig,
  stackUrl: string | undefined,
  environment: NodeJS.ProcessEnv,
): GitlabSettings | undefined {
  const fromEnvironment = filled(environment["GITLAB_URL"]);
  const url = config.url ?? fromEnvironment;
  if (url === undefined) return undefined;
  const meant = fromEnvironment ?? stackUrl;
  const ours = meant === undefined || originOf(meant) === originOf(url);
  const token = ours ? filled(environment["GITLAB_TOKEN"]) : undefined;
  return {
    url: url.replace(/\/+$/, ""),
    token: config.token ?? token,
    fallbackToken: token,
    caCertificate: config.caCertificate,
    transport: config.transport ?? "git",
  };
}

/** What is wrong with the address of a GitLab server; undefined: nothing. */
export function gitlabUrlProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be a URL such as https://gitlab.example.com";
  const { protocol, hostname, username, password, search, hash } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return "must begin with https://";
  if (username !== "" || password !== "") {
    return "must hold no user and no password; the token is gitlab.token, marked as a secret";
  }
  if (search !== "" || hash !== "") return "must hold nothing after the path";
  const loopback = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(hostname);
  if (protocol === "https:" || loopback) return undefined;
  return "must begin with https://, because http:// would send the token in clear";
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

function filled(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
