/** What is wrong, the provider's arguments as the engine sends them, the key that is named, what is said. */
export type ConfigurationRow = readonly [
  what: string,
  args: Readonly<Record<string, unknown>>,
  key: string,
  says: RegExp,
];

const url = "https://git.example.com";

function git(more: object): Readonly<Record<string, string>> {
  return { git: JSON.stringify({ url, ...more }) };
}

function gitlab(more: object): Readonly<Record<string, string>> {
  return { gitlab: JSON.stringify({ url, ...more }) };
}

function commit(settings: object): Readonly<Record<string, string>> {
  return { ...git({}), commit: JSON.stringify(settings) };
}

function batch(settings: object): Readonly<Record<string, string>> {
  return { ...git({}), batch: JSON.stringify(settings) };
}

function timeouts(settings: object): Readonly<Record<string, string>> {
  return { ...git({}), timeouts: JSON.stringify(settings) };
}

/** Seen before anything is asked of a server. */
export const configuration: readonly ConfigurationRow[] = [
  ["an unknown key", { ...git({}), repo: "x" }, "repo", /known here are repository, .*config rm/],
  ["an unknown key inside git", git({ token: "canary" }), "git.token", /known here are url/],
  ["an unknown key inside commit", commit({ by: "x" }), "commit.by", /known here are author/],
  ["an unknown key inside batch", batch({ size: 3 }), "batch.size", /known here are quiet/],
  ["an empty repository", { ...git({}), repository: "" }, "repository", /must not be empty/],
  ["an empty branch", { ...git({}), branch: "" }, "branch", /must not be empty/],
  [
    "git without an address",
    { git: '{"username":"me"}' },
    "git.url",
    /is missing.*config set --path/,
  ],
  ["git that is a text", { git: '"https://git.example.com"' }, "git", /must be a map/],
  ["JSON that does not parse", { git: "{url" }, "git", /not readable as JSON/],
  ["an address that is no text", { git: '{"url":1}' }, "git.url", /must be a text/],
  [
    "a password in the address",
    { git: JSON.stringify({ url: "https://me:canary@git.example.com" }) },
    "git.url",
    /give it as git\.password/,
  ],
  ["a private key for https", git({ privateKey: "canary" }), "git.privateKey", /not an ssh:/],
  [
    "a password for ssh",
    { git: JSON.stringify({ url: "ssh://git@git.example.com", password: "canary" }) },
    "git.password",
    /takes git\.privateKey/,
  ],
  [
    "a server of git and one of GitLab",
    { ...git({}), gitlab: JSON.stringify({ url }) },
    "git",
    /beside gitlab.*config rm/,
  ],
  ["an unknown key inside gitlab", gitlab({ password: "canary" }), "gitlab.password", /known here/],
  [
    "GitLab without https",
    { gitlab: '{"url":"http://gitlab.example.com"}' },
    "gitlab.url",
    /token in clear/,
  ],
  [
    "a token in GitLab's address",
    { gitlab: '{"url":"https://oauth2:canary@gitlab.example.com"}' },
    "gitlab.url",
    /the token is gitlab\.token/,
  ],
  ["GitLab that is no address", { gitlab: '{"url":"gitlab"}' }, "gitlab.url", /such as https:/],
  ["an empty token", gitlab({ token: "" }), "gitlab.token", /must not be empty.*--secret/],
  ["an unknown transport", gitlab({ transport: "ssh" }), "gitlab.transport", /`git` or `api`/],
  [
    "a committer of commits that GitLab makes",
    { ...gitlab({ transport: "api" }), commit: '{"committer":"me <me@example.com>"}' },
    "commit.committer",
    /GitLab itself commits/,
  ],
  [
    "a key for commits that GitLab makes",
    { ...gitlab({ transport: "api" }), commit: '{"signingKey":"canary"}' },
    "commit.signingKey",
    /GitLab itself commits and signs/,
  ],
  ["an empty password", git({ password: "" }), "git.password", /must not be empty/],
  ["a flag that is a text", { ...git({}), detectDrift: '"yes"' }, "detectDrift", /true or false/],
  [
    "one repository of products, not a list",
    { ...git({}), productRepositories: '"a"' },
    "productRepositories",
    /must be a list/,
  ],
  ["an author without an address", commit({ author: "me" }), "commit.author", /Name <name@/],
  [
    "a committer of two lines",
    commit({ committer: "a\nb <a@b>" }),
    "commit.committer",
    /Name <name@/,
  ],
  ["an unknown placeholder", commit({ message: "{x}" }), "commit.message", /\{x\}.*\{summary\}/],
  [
    "a trailer with a blank",
    commit({ trailers: { "a b": "x" } }),
    "commit.trailers.a b",
    /letters, digits/,
  ],
  [
    "a trailer of ours",
    commit({ trailers: { "Pulumi-Stack": "x" } }),
    "commit.trailers.Pulumi-Stack",
    /is not one of/,
  ],
  ["a wait that is a text", batch({ quiet: "1s" }), "batch.quiet", /milliseconds/],
  ["a wait of less than nothing", batch({ longest: -1 }), "batch.longest", /less than 0/],
  ["a wait of hours", batch({ longest: 10_000_000 }), "batch.longest", /more than 600000/],
  ["a time that is a text", timeouts({ read: "30s" }), "timeouts.read", /milliseconds/],
  ["no time at all", timeouts({ operation: 0 }), "timeouts.operation", /less than 10000/],
  ["a time of days", timeouts({ vault: 1e9 }), "timeouts.vault", /more than 3600000/],
  ["an unknown time", timeouts({ clone: 1000 }), "timeouts.clone", /known here are connect/],
  ["no attempt at all", batch({ attempts: 0 }), "batch.attempts", /less than 1/],
];

/** Seen when the repository is first needed, in the preview. */
export const addresses: readonly ConfigurationRow[] = [
  ["an unknown scheme", { git: '{"url":"ftp://git.example.com"}' }, "git.url", /ftp.*\n.*https:/],
  [
    "credentials in clear",
    { git: '{"url":"http://git.example.com"}' },
    "git.url",
    /in clear.*\n.*https:/,
  ],
  ["an address without a host", { git: '{"url":"https://"}' }, "git.url", /names no host/],
  [
    "a helper of git's own",
    { git: '{"url":"ext::sh -c canary"}' },
    "git.url",
    /none that can be used/,
  ],
  ["a path that climbs", { ...git({}), repository: "../other" }, "repository", /below the server/],
  ["a branch that cannot be one", { ...git({}), branch: "a..b" }, "branch", /check-ref-format/],
  ["an option as a branch", { ...git({}), branch: "--force" }, "branch", /check-ref-format/],
];
