import { NautesError } from "../../errors";
import { gitEnvironment } from "./git-environment";
import { runGit } from "./git-process";

/** First to sign commits with SSH keys, and to take partial clones and configuration from the environment. */
const oldest = [2, 34] as const;

/** What this machine's git says of itself, such as `git version 2.43.0`. @throws local-failure if it is too old, or absent */
export async function gitVersion(timeout = 20_000): Promise<string> {
  const answer = await runGit({ args: ["--version"], env: gitEnvironment({}, []), timeout });
  const said = answer.stdout.toString();
  checkGitVersion(said);
  return said.trim();
}

/** Refuses a git that is too old for what is asked of it. @throws local-failure */
function checkGitVersion(answer: string): void {
  const match = /git version (\d+)\.(\d+)/.exec(answer);
  const [major, minor] = [Number(match?.[1]), Number(match?.[2])];
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new NautesError(
    "local-failure",
    `Git ${oldest.join(".")} or newer is needed, and this machine has ${JSON.stringify(answer.trim())}.`,
    { remedy: "Install a newer git, first on the PATH." },
  );
}
