import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  clusterArgsFromRequest,
  requestsIn,
  runtimeArgsFromRequest,
} from "../../components/requests";
import type { FoundRequest } from "../../components/requests";

/** Documents with requests of four generations of the API and of runtimes. */
export const documentNames = ["v0.2-quickstart", "v0.2", "v0.3", "v0.4", "runtimes"] as const;
export type DocumentName = (typeof documentNames)[number];

/** The text of a document. */
export function documentText(name: DocumentName): string {
  return readFileSync(join(__dirname, "documents", `${name}.txt`), "utf8");
}

/** The nth request of a document, counted from 1. */
export function requestOf(name: DocumentName, number: number): FoundRequest {
  const request = requestsIn(documentText(name))[number - 1];
  if (request === undefined) throw new Error(`${name} has no request ${number}.`);
  return request;
}

/** What a request that saves is translated into. */
export function translated(request: FoundRequest, body: string | object = request.body ?? "") {
  const options = { url: request.url, line: request.bodyLine };
  return request.means.of === "cluster"
    ? clusterArgsFromRequest(body, options)
    : runtimeArgsFromRequest(body, options);
}

/** What a request asks for, in a line. */
export function inShort({ means, form }: FoundRequest): string {
  const { action, of, product, name } = means;
  return [form, action, of, product, name].filter((part) => part !== undefined).join(" ");
}
