import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { Server } from "node:net";

import type { KeyPair } from "../certificates";
import { denials } from "./operator-table";

/** What a webhook does with the reviews that it is asked for; a denial carries its message. */
export type Answer = "allow" | "hang" | { readonly deny: string };

export interface WebhookServer {
  stop(): Promise<void>;
}

/** That a server answers what comes to some address. */
export interface Listening {
  /** Lets nothing more come, and waits for what is still open. */
  stop(): Promise<void>;
}

interface Review {
  readonly apiVersion: string;
  readonly kind: string;
  readonly request: {
    readonly uid: string;
    readonly operation?: string;
    readonly resource?: { readonly group: string; readonly resource: string };
    readonly desiredAPIVersion?: string;
    readonly objects?: readonly object[];
  };
}

/**
 * Starts an HTTPS server that answers AdmissionReviews as `answer` says, but for what is denied always, and every
 * ConversionReview by a new apiVersion alone.
 */
export async function startWebhookServer(
  listen: (server: Server) => Promise<Listening>,
  { certificate, key }: KeyPair,
  answer: () => Answer,
): Promise<WebhookServer> {
  const server = createServer({ cert: certificate, key }, (request, response) => {
    reply(request, response, answer()).catch(() => request.socket.destroy());
  });
  const listening = await listen(server);
  return {
    async stop() {
      const stopped = listening.stop();
      server.closeAllConnections();
      await stopped;
    },
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (answer === "hang") return;
  const review = JSON.parse(Buffer.concat(chunks).toString()) as Review;
  const converts = review.kind === "ConversionReview";
  const body = {
    apiVersion: review.apiVersion,
    kind: review.kind,
    response: converts ? conversion(review) : admission(review, answer),
  };
  response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}

function admission({ request }: Review, answer: Exclude<Answer, "hang">): object {
  const { uid } = request;
  const message = answer === "allow" ? denied(request) : answer.deny;
  if (message === undefined) return { uid, allowed: true };
  return { uid, allowed: false, status: { code: 403, message } };
}

/** Why the operator that is stood for would deny it; undefined: it would not. */
function denied({ operation, resource: asked }: Review["request"]): string | undefined {
  if (asked === undefined) return undefined;
  const name = `${asked.resource}.${asked.group}`;
  return denials.find((one) => one.operation === operation && one.resource === name)?.message;
}

function conversion({ request }: Review): object {
  const { uid, desiredAPIVersion, objects = [] } = request;
  const convertedObjects = objects.map((object) => ({ ...object, apiVersion: desiredAPIVersion }));
  return { uid, result: { status: "Success" }, convertedObjects };
}
