import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { canForcePush, canPushTo, protectionsOf } from "./access";
import type { Project, User } from "./model";
import { checkPush } from "./push-rules";
import { Repository, zeros } from "./repository";
import type { World } from "./world";

/** The hook that each repository has: it says what the server has found. */
export const hookScript = `
if [ -n "$GL_REFUSAL" ]; then
  echo "GitLab: $GL_REFUSAL" >&2
  exit 1
fi
while read -r old new ref; do
  case " $GL_NO_FORCE " in *" $ref "*)
    if ! git merge-base --is-ancestor "$old" "$new"; then
      echo "GitLab: You are not allowed to force push code to a protected branch on this project." >&2
      exit 1
    fi ;;
  esac
done`;

interface Command {
  readonly from: string;
  readonly to: string;
  readonly ref: string;
}

interface Push {
  readonly commands: readonly Command[];
  readonly pack: Buffer;
}

/** The commands and the pack of a push: lines with their length in front, an empty one at the end. */
export function readPush(headers: IncomingHttpHeaders, body: Buffer): Push {
  const data = headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
  const commands: Command[] = [];
  let at = 0;
  for (;;) {
    const length = Number.parseInt(data.subarray(at, at + 4).toString(), 16);
    if (Number.isNaN(length) || length < 4) break;
    const [command = ""] = data
      .subarray(at + 4, at + length)
      .toString()
      .split("\0");
    const [, from, to, ref] = /^([\da-f]{40}) ([\da-f]{40}) (.+?)\n?$/.exec(command) ?? [];
    if (from !== undefined && to !== undefined && ref !== undefined) {
      commands.push({ from, to, ref });
    }
    at += length;
  }
  const start = data.indexOf("PACK", at);
  return { commands, pack: start < 0 ? Buffer.alloc(0) : data.subarray(start) };
}

/** What the hook is told: that the push is refused, or what must be no force push. */
export async function judgePush(
  world: World,
  project: Project,
  user: User | undefined,
  push: Push,
): Promise<NodeJS.ProcessEnv> {
  const refusals = push.commands.map((command) => refusalOf(user, project, command));
  const refusal = refusals.find((found) => found !== undefined);
  const forced = push.commands.filter(
    ({ from, to, ref }) => from !== zeros && to !== zeros && !canForcePush(project, branchOf(ref)),
  );
  return {
    GL_REFUSAL: refusal ?? (await ruleRefusal(world, project, user, push)) ?? "",
    GL_NO_FORCE: forced.map(({ ref }) => ref).join(" "),
  };
}

function refusalOf(
  user: User | undefined,
  project: Project,
  { to, ref }: Command,
): string | undefined {
  if (!ref.startsWith("refs/heads/")) return undefined;
  const branch = branchOf(ref);
  if (to === zeros && branch === project.defaultBranch) {
    return "The default branch of a project cannot be deleted.";
  }
  if (to === zeros && protectionsOf(project, branch).length > 0) {
    return "You can only delete protected branches using the web interface.";
  }
  if (canPushTo(user, project, branch)) return undefined;
  return "You are not allowed to push code to protected branches on this project.";
}

/** Looks at the pushed objects where they cannot be seen by others yet. */
async function ruleRefusal(
  world: World,
  project: Project,
  user: User | undefined,
  { commands, pack }: Push,
): Promise<string | undefined> {
  if (project.pushRule === undefined) return undefined;
  const { dir } = project.repository;
  const quarantine = await mkdtemp(join(dir, "quarantine-"));
  const seeing = new Repository(dir, {
    GIT_OBJECT_DIRECTORY: quarantine,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(dir, "objects"),
  });
  try {
    if (pack.length > 0) await seeing.run(["unpack-objects", "-q"], pack);
    for (const { from, to, ref } of commands) {
      const update = { ref, from: from === zeros ? undefined : from, to, bySystem: false };
      const problem = await checkPush(world, project, user, seeing, update);
      if (problem !== undefined) return problem;
    }
    return undefined;
  } finally {
    await seeing.close();
    await rm(quarantine, { recursive: true });
  }
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}
