import { gitVersion } from "../../provider/config-repo/git/git-version";
import type { Settings } from "../../provider/config/settings";
import type { Check } from "./check";
import { answerOf, checksOf } from "./check";

/** Whether this machine has a git that will do. */
export async function gitCheck({ gitlab }: Settings): Promise<Check> {
  const checks = checksOf("");
  if (gitlab?.transport === "api")
    return checks.skipped("git", "No git is needed: GitLab makes the commits.");
  const found = await answerOf(() => gitVersion());
  if ("error" in found) return checks.failed("git", found.error);
  return checks.ok("git", `This machine has ${found.value}.`);
}
