import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { json, noContent, Refusal, type Answer } from "./answer";
import { authenticate, credentialOf, isActive } from "./authentication";
import type { Call } from "./call";
import { deliver, waitWhileOpen } from "./deliver";
import { faultyAnswer, type Fault, type Faults } from "./faults";
import { gitCaller } from "./git-caller";
import { gitTarget, serveGit, type GitTarget } from "./git-http";
import { readParameters } from "./parameters";
import type { RateCounter } from "./rate-limits";
import type { Outcome, RequestLog } from "./request-log";
import { match, type Route } from "./router";
import { findToken, type World } from "./world";

export interface ServerParts {
  readonly world: World;
  readonly routes: readonly Route[];
  readonly rates: RateCounter;
  readonly faults: Faults;
  readonly requests: RequestLog;
}

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly message: IncomingMessage;
  readonly git: GitTarget | undefined;
  /** Below `/api/v4`; undefined: elsewhere. */
  readonly api: string | undefined;
  readonly route: string;
}

type Tell = (outcome: Outcome) => void;

/** Serves one request: log, fault, throttle, authentication, effect, fault. */
export async function serve(
  parts: ServerParts,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const incoming = classify(parts, message);
  const { method, route, url } = incoming;
  const told = parts.requests.add({ method, route, path: url.pathname });
  const fault = parts.faults.next(method, route);
  const body = await readBody(message);
  if (body === undefined) return;
  told({ received: body.length });
  const early = fault === undefined || fault.when === "after" ? undefined : instead(fault);
  const delay = fault?.does === "delay" ? fault.milliseconds : 0;
  if (delay > 0 && fault?.when !== "after") await waitWhileOpen(response, delay);
  const answer = early ?? (await answerTo(parts, incoming, body, told));
  if (fault?.does === "act") await fault.act();
  const late = fault?.when === "after" ? instead(fault) : undefined;
  if (delay > 0 && fault?.when === "after") await waitWhileOpen(response, delay);
  const final = complete(late ?? answer, message, incoming);
  told({ status: final.status, sent: method === "HEAD" ? 0 : final.body.length });
  await deliver(response, final, fault, method === "HEAD");
}

/** The answer that a fault puts in place of the right one; of those that break the connection none is ever sent. */
function instead(fault: Fault): Answer | undefined {
  if (fault.does === "answer") return faultyAnswer(fault.status, fault.retryAfter);
  return fault.does === "reset" || fault.does === "act" || fault.does === "hang"
    ? noContent
    : undefined;
}

function classify({ world, routes }: ServerParts, message: IncomingMessage): Incoming {
  const method = message.method ?? "GET";
  const url = new URL(message.url ?? "/", world.url);
  const git = gitTarget(url);
  const api = /^\/api\/v4(\/.*)$/.exec(url.pathname)?.[1];
  const found = api === undefined ? undefined : match(routes, method, api);
  const named = typeof found === "object" ? found.route.pattern : "/*";
  const route = git === undefined || api !== undefined ? named : `/:project.git/${git.endpoint}`;
  return { method, url, message, git: api === undefined ? git : undefined, api, route };
}

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch {
    // The client has gone.
    return undefined;
  }
}

async function answerTo(
  parts: ServerParts,
  incoming: Incoming,
  body: Buffer,
  told: Tell,
): Promise<Answer> {
  let limits: Readonly<Record<string, string>> = {};
  try {
    limits = throttle(parts, incoming);
    const answer =
      incoming.git === undefined
        ? await answerApi(parts, incoming, body, told)
        : await answerGit(parts, incoming, incoming.git, body, told);
    return { ...answer, headers: { ...limits, ...answer.headers } };
  } catch (reason) {
    if (reason instanceof Refusal) {
      return { ...reason.answer, headers: { ...limits, ...reason.answer.headers } };
    }
    console.error(reason);
    return json(500, { message: "500 Internal Server Error" });
  }
}

/** By the user whose token is good, whatever it may do; else by address. */
function throttle({ world, rates }: ServerParts, incoming: Incoming) {
  const { headers } = incoming.message;
  if (incoming.git !== undefined) {
    const user = gitCaller(world, headers.authorization)?.user;
    return user === undefined ? {} : rates.throttle("git", String(user.id));
  }
  const credential = credentialOf(headers, incoming.url);
  const token = credential === undefined ? undefined : findToken(world, credential.secret);
  const user = token !== undefined && isActive(world, token) ? token.user : undefined;
  return user === undefined
    ? rates.throttle("unauthenticatedApi", incoming.message.socket.remoteAddress ?? "")
    : rates.throttle("api", String(user.id));
}

async function answerGit(
  { world }: ServerParts,
  { method, url, message }: Incoming,
  target: GitTarget,
  body: Buffer,
  told: Tell,
): Promise<Answer> {
  const { headers } = message;
  const { answer, user } = await serveGit(world, { method, url, headers, body }, target);
  if (user !== undefined) told({ user: user.username });
  return answer;
}

async function answerApi(
  { world, routes, rates }: ServerParts,
  { method, url, message, api }: Incoming,
  body: Buffer,
  told: Tell,
): Promise<Answer> {
  const found = api === undefined ? undefined : match(routes, method, api);
  if (found === undefined) return json(404, { error: "404 Not Found" });
  if (found === "other-method") return json(405, { error: "405 Not Allowed" });
  const { route, path } = found;
  const demand = { method, scopes: route.scopes ?? [], jobs: route.jobs ?? false };
  const token = authenticate(world, credentialOf(message.headers, url), demand);
  if (token?.user !== undefined) told({ user: token.user.username });
  const call: Call = {
    world,
    rates,
    method,
    url,
    headers: message.headers,
    path,
    params: readParameters(url, message.headers["content-type"], body),
    token,
    user: token?.user,
  };
  return await route.handle(call);
}

/** What every answer has; a reader that has the same already is told so. */
function complete(answer: Answer, message: IncomingMessage, { method, api }: Incoming): Answer {
  if (api === undefined) return answer;
  const id = randomUUID().replaceAll("-", "").slice(0, 26).toUpperCase();
  const headers: Record<string, string> = {
    "Cache-Control": "max-age=0, private, must-revalidate",
    Vary: "Origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Gitlab-Meta": JSON.stringify({ correlation_id: id, version: "1" }),
    "X-Request-Id": id,
    "X-Runtime": "0.010000",
    ...answer.headers,
  };
  if (answer.status !== 200 || (method !== "GET" && method !== "HEAD"))
    return { ...answer, headers };
  const etag = `W/"${createHash("md5").update(answer.body).digest("hex")}"`;
  headers["ETag"] = etag;
  const known = message.headers["if-none-match"] === etag;
  return known ? { status: 304, headers, body: Buffer.alloc(0) } : { ...answer, headers };
}
