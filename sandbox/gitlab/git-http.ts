import { mkdtemp, rm } from "node:fs/promises";
import type { IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";

import { runHttpBackend } from "../git-http-backend";
import { canForcePush, canPush, canPushTo, canReadCode, canSee, protectionsOf } from "./access";
import { plain, Refusal, type Answer } from "./answer";
import { gitCaller, gitDenied } from "./git-caller";
import type { Project, User } from "./model";
import { checkPush } from "./push-rules";
import { Repository, zeros } from "./repository";
import { findProject, type World } from "./world";
import { pendingRefs } from "./write-commit";

/** A request of Git's smart HTTP protocol. */
export interface GitRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface GitTarget {
  /** Path of the project, without `.git`. */
  readonly project: string;
  readonly service: "git-upload-pack" | "git-receive-pack";
  readonly endpoint: "info/refs" | "git-upload-pack" | "git-receive-pack";
  /** The address said `.git`, as it should. */
  readonly complete: boolean;
}

/** What a request wants of git; undefined if it is none of git's. */
export function gitTarget(url: URL): GitTarget | undefined {
  const found = /^\/(.+?)(\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
    url.pathname,
  );
  if (found === null) return undefined;
  const [, project = "", suffix, endpoint = ""] = found;
  const service = endpoint === "info/refs" ? url.searchParams.get("service") : endpoint;
  if (service !== "git-upload-pack" && service !== "git-receive-pack") return undefined;
  const complete = suffix !== undefined;
  return { project, service, endpoint: endpoint as GitTarget["endpoint"], complete };
}

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

/** Serves git over HTTP with the same permissions as the API. */
export async function serveGit(
  world: World,
  request: GitRequest,
  target: GitTarget,
): Promise<{ readonly answer: Answer; readonly user: User | undefined }> {
  const caller = gitCaller(world, request.headers.authorization);
  const project = findProject(world, target.project);
  const user = caller?.user;
  const visible =
    project !== undefined && (caller?.covers(project) === true || canSee(user, project));
  if (caller === undefined && (!visible || target.service === "git-receive-pack")) {
    throw gitDenied(world);
  }
  if (!visible) throw new Refusal(plain(404, notThere));
  if (!target.complete) return { answer: redirect(world, request.url, target), user };
  if (target.service === "git-upload-pack") {
    const allowed = caller?.covers(project) === true || canReadCode(user, project);
    if (!allowed) throw gitForbidden("You are not allowed to download code from this project.");
    return { answer: await backend(world, request, project, {}), user };
  }
  if (caller?.mayWrite !== true) throw gitForbidden("You are not allowed to upload code.");
  if (!canPush(user, project)) {
    throw gitForbidden("You are not allowed to push code to this project.");
  }
  const env =
    target.endpoint === "git-receive-pack"
      ? await pushEnvironment(world, project, user, packetsOf(request))
      : {};
  return { answer: await backend(world, request, project, env), user };
}

const notThere =
  "The project you were looking for could not be found or you don't have permission to view it.\n";

function gitForbidden(sentence: string): Refusal {
  return new Refusal(plain(403, sentence));
}

function redirect(world: World, url: URL, { project, endpoint }: GitTarget): Answer {
  const location = `${world.url}/${project}.git/${endpoint}${url.search}`;
  return plain(301, "", { Location: location });
}

async function backend(
  world: World,
  { method, url, headers, body }: GitRequest,
  project: Project,
  env: NodeJS.ProcessEnv,
): Promise<Answer> {
  const endpoint = url.pathname.replace(/^.*?(\/info\/refs|\/git-(upload|receive)-pack)$/, "$1");
  return await runHttpBackend({
    root: world.folder,
    method,
    path: `/${project.fullPath}.git${endpoint}`,
    query: url.search.slice(1),
    headers,
    body: Readable.from([body]),
    // A gc of its own would go on after the server has stopped.
    settings: { "transfer.hideRefs": pendingRefs, "receive.autogc": "false" },
    env,
  }).answer;
}

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
function packetsOf({ headers, body }: GitRequest): Push {
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
async function pushEnvironment(
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
