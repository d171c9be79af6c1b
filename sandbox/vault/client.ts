import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";

/** What Vault's API answered. */
export interface VaultReply {
  readonly status: number;
  /** Parsed JSON; undefined: the answer is empty. */
  readonly body: unknown;
}

export interface VaultTarget {
  readonly address: string;
  /** PEM text of who signed its certificate. */
  readonly authority: string | undefined;
  readonly token: string | undefined;
}

/** Asks `/v1/<path>` of Vault's API. @throws Error if it cannot be reached */
export async function requestVault(
  { address, authority, token }: VaultTarget,
  method: string,
  path: string,
  body?: unknown,
): Promise<VaultReply> {
  const url = new URL(`/v1/${path}`, address);
  const headers = {
    ...(token === undefined ? {} : { "X-Vault-Token": token }),
    ...(body === undefined ? {} : { "Content-Type": "application/json" }),
  };
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { method, headers, ...(authority === undefined ? {} : { ca: authority }) };
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    send(url, options, resolve)
      .on("error", reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return {
    status: reply.statusCode ?? 0,
    body: text === "" ? undefined : (JSON.parse(text) as unknown),
  };
}
