import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";

import { runHttpBackend } from "../git-http-backend";
import { canPush, canReadCode, canSee } from "./access";
import { plain, Refusal, type Answer } from "./answer";
import { gitCaller, gitDenied } from "./git-caller";
import { judgePush, readPush } from "./git-push";
import type { Project, User } from "./model";
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
    project !== undefined &&
    (caller?.only === undefined || caller.only === project) &&
    (caller?.isDeployed === true || canSee(user, project));
  if (caller === undefined && (!visible || target.service === "git-receive-pack")) {
    throw gitDenied(world);
  }
  if (!visible) throw new Refusal(plain(404, notThere));
  if (!target.complete) return { answer: redirect(world, request.url, target), user };
  if (target.service === "git-upload-pack") {
    if (caller?.isDeployed !== true && !canReadCode(user, project))
      throw gitForbidden("You are not allowed to download code from this project.");
    return { answer: await backend(world, request, project, {}), user };
  }
  if (caller?.mayWrite !== true) throw gitForbidden("You are not allowed to upload code.");
  if (!canPush(user, project)) {
    throw gitForbidden("You are not allowed to push code to this project.");
  }
  const env =
    target.endpoint === "git-receive-pack"
      ? await judgePush(world, project, user, readPush(request.headers, request.body))
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
