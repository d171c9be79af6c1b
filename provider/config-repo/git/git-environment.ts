/** Configuration keys of git with their values, in order; a key may come twice. */
export type GitConfig = readonly (readonly [key: string, value: string])[];

/** What of the user's own git variables says how to reach and to trust a server; all others could redirect us. */
const kept = new Set([
  "GIT_EXEC_PATH",
  "GIT_CONFIG_GLOBAL",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_SSH_VARIANT",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "GIT_SSL_CERT",
  "GIT_SSL_KEY",
  "GIT_PROXY_SSL_CAINFO",
]);

/** Holds in every run: no prompt, no hook, no upkeep in the background, no transport that runs commands. */
const always: GitConfig = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["protocol.ext.allow", "never"],
  ["protocol.file.allow", "always"],
  ["credential.useHttpPath", "false"],
  // Servers redirect to a repository's new name when they are first asked, and have no reason to do so later.
  ["http.followRedirects", "initial"],
  ["i18n.commitEncoding", "UTF-8"],
  ["fastimport.unpackLimit", "0"],
  // A server that has gone silent must not hold a git that has lost its parent.
  ["http.lowSpeedLimit", "1"],
  ["http.lowSpeedTime", "120"],
];

/** The environment in which git is run. */
export function gitEnvironment(
  variables: Readonly<Record<string, string>>,
  config: GitConfig,
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:GIT_|SSH_ASKPASS|LC_|LANGUAGE$|LANG$|NAUTES_|PULUMI_)/.test(name) || kept.has(name),
  );
  const entries = [...always, ...config];
  return {
    ...Object.fromEntries(inherited),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    // Empty, not absent: git would go on to core.askPass and open a window.
    GIT_ASKPASS: "",
    ...variables,
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(entries.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
    ...Object.fromEntries(entries.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
  };
}
