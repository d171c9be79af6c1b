import { NautesError } from "../../errors";

/** First to sign commits with SSH keys, and to take partial clones and configuration from the environment. */
const oldest = [2, 34] as const;

/** Refuses a git that is too old for what is asked of it. @throws local-failure */
export function checkGitVersion(answer: string): void {
  const match = /git version (\d+)\.(\d+)/.exec(answer);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new NautesError(
    "local-failure",
    `Git ${oldest.join(".")} or newer is needed, and this machine has ${JSON.stringify(answer.trim())}.`,
    { remedy: "Install a newer git, first on the PATH." },
  );
}
