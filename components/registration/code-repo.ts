import { oneLine } from "./leaves";
import { strict, text } from "./zod-parts";

/** Checks the URL under which Argo CD reads a code repo. */
export function codeRepoUrl(value: string): string | undefined {
  const example = "such as ssh://git@git.example.com/shop/deploy-config.git.";
  if (/^https?:\/\/[^/]*@/.test(value) || /^[a-z]+:\/\/[^/@]*:[^/@]*@/.test(value))
    return `must not contain a password or token; give them as codeRepoCredentials, and a URL ${example}`;
  if (/^(?:ssh|https?|git):\/\/[^/\s]+\/\S+$/.test(value)) return undefined;
  if (/^[\w.-]+@[\w.-]+:\S+$/.test(value)) return undefined;
  return `must be a URL of a Git repository, ${example}`;
}

/** Validates what Argo CD signs in with at the code repo's server. */
export const codeRepoCredentials = strict(
  {
    username: text(oneLine).optional(),
    password: text(oneLine).optional(),
    sshPrivateKey: text(privateKey).optional(),
  },
  { token: "give it as password.", privateKey: "give it as sshPrivateKey." },
).superRefine(({ username, password, sshPrivateKey }, context) => {
  const login = [username, password].filter((part) => part !== undefined).length;
  const good = sshPrivateKey === undefined ? login === 2 : login === 0;
  if (good) return;
  const message = "must be either { username, password } or { sshPrivateKey }.";
  context.addIssue({ code: "custom", message });
});

/** Never quotes what it checks. */
function privateKey(value: string): string | undefined {
  return /^-----BEGIN [A-Z ]*PRIVATE KEY-----\s/.test(value.trimStart())
    ? undefined
    : "is not a private key; give the PEM text, from its BEGIN line to its END line.";
}
