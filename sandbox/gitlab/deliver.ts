import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

import type { Answer } from "./answer";
import type { Fault } from "./faults";

const pieces = 10;

/** Sends an answer, or what a fault makes of it. */
export async function deliver(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault: Fault | undefined,
  withoutBody: boolean,
): Promise<void> {
  if (fault?.does === "reset" || fault?.does === "act") {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault?.does === "hang") return;
  // As of a file, an answer without body says how long it would be, except where there is none.
  const length = status === 204 || status === 304 ? {} : { "Content-Length": body.length };
  response.writeHead(status, { ...headers, ...length });
  if (withoutBody) response.end();
  else if (fault?.does === "cut-body") {
    response.write(body.subarray(0, Math.floor(body.length / 2)));
    // What was written has to leave first.
    await wait(20);
    response.socket?.destroy();
  } else if (fault?.does === "slow-body") {
    const size = Math.max(Math.ceil(body.length / pieces), 1);
    for (let at = 0; at < body.length && !response.destroyed; at += size) {
      response.write(body.subarray(at, at + size));
      await waitWhileOpen(response, fault.milliseconds / pieces);
    }
    response.end();
  } else response.end(body);
}

/** So that a server that stops does not wait for the slow. */
export async function waitWhileOpen(response: ServerResponse, milliseconds: number): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const closed = once(response, "close", { signal }).catch(() => undefined);
  const late = wait(milliseconds, undefined, { signal }).catch(() => undefined);
  await Promise.race([closed, late]);
  over.abort();
}
