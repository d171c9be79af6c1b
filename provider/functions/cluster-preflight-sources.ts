import { foreignText } from "../claims/foreign-text";
import type { TimeLimit } from "../http/time-limit";
import { withTimeLimit } from "../http/time-limit";
import { field } from "../kubernetes/objects";

/** How a source is asked. */
export interface Asking {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Why a chart source cannot be used: the end of a sentence. */
export class SourceFailure extends Error {}

/** More than the largest public index has. */
const LARGEST = 64 * 1024 * 1024;

const manifestTypes =
  "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json";

/** A URL without its credentials. */
export function shownUrl(url: string): string {
  return foreignText(url.replace(/\/\/[^/@]*@/, "//"));
}

/** The text at a URL. @throws SourceFailure */
export async function fetched(url: string, asking: Asking): Promise<string> {
  const { status, text } = await get(url, {}, asking);
  if (status === 200) return text;
  throw new SourceFailure(statusText(status));
}

/**
 * The version, if an OCI registry has the chart in it, else what versions it has; without a version all that it has. A
 * registry on the loopback address may speak plain HTTP, as Helm has it with `plainHttp`. @throws SourceFailure
 */
export async function ociVersions(
  reference: string,
  version: string | undefined,
  asking: Asking,
): Promise<readonly string[]> {
  const [, host = "", name = ""] = /^oci:\/\/([^/]+)\/(.+)$/.exec(reference) ?? [];
  const base = await registry(host, asking);
  if (version !== undefined) {
    // Helm writes `+` as `_`, for a tag has none.
    const tag = version.replaceAll("+", "_");
    const { status } = await authorized(`${base}/v2/${name}/manifests/${tag}`, asking);
    if (status === 200) return [version];
    if (status !== 404) throw new SourceFailure(statusText(status));
  }
  const { status, text } = await authorized(`${base}/v2/${name}/tags/list`, asking);
  if (status === 404) return [];
  if (status !== 200) throw new SourceFailure(statusText(status));
  const tags = field(parsed(text), "tags");
  return Array.isArray(tags) ? tags.map(String).reverse() : [];
}

async function registry(host: string, asking: Asking): Promise<string> {
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  if (!isLoopback) return `https://${host}`;
  try {
    await get(`https://${host}/v2/`, {}, asking);
    return `https://${host}`;
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    return `http://${host}`;
  }
}

/** An answer for which an anonymous token is fetched if the registry wants one. */
async function authorized(url: string, asking: Asking): Promise<Reply> {
  const first = await get(url, {}, asking);
  const challenge = first.status === 401 ? first.challenge : undefined;
  const realm = /^Bearer .*realm="([^"]+)"/i.exec(challenge ?? "")?.[1];
  if (challenge === undefined || realm === undefined || !URL.canParse(realm)) return first;
  const ticket = new URL(realm);
  for (const key of ["service", "scope"]) {
    const value = new RegExp(`${key}="([^"]+)"`, "i").exec(challenge)?.[1];
    if (value !== undefined) ticket.searchParams.set(key, value);
  }
  const answer = parsed(await fetched(ticket.href, asking));
  const token = field(answer, "token") ?? field(answer, "access_token");
  return get(url, { Authorization: `Bearer ${String(token)}` }, asking);
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly challenge: string | undefined;
}

function get(
  url: string,
  headers: Readonly<Record<string, string>>,
  { signal, timeoutMs }: Asking,
): Promise<Reply> {
  return withTimeLimit(timeoutMs, signal, (limit) => getWithin(limit, url, headers));
}

async function getWithin(
  { signal, over }: TimeLimit,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<Reply> {
  const { EnvHttpProxyAgent, fetch } = await import("undici");
  const dispatcher = new EnvHttpProxyAgent();
  try {
    const at = new URL(url);
    const { username, password } = at;
    const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
    at.username = at.password = "";
    const response = await fetch(at, {
      dispatcher,
      headers: {
        Accept: `${manifestTypes}, */*`,
        ...(username === "" ? {} : { Authorization: `Basic ${basic.toString("base64")}` }),
        ...headers,
      },
      signal,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > LARGEST) throw new SourceFailure("it answers with more than 64 MiB");
      chunks.push(Buffer.from(chunk));
    }
    const challenge = response.headers.get("www-authenticate") ?? undefined;
    return { status: response.status, text: Buffer.concat(chunks).toString("utf8"), challenge };
  } catch (error) {
    if (error instanceof SourceFailure) throw error;
    throw new SourceFailure(over.aborted ? "it does not answer in time" : reason(error));
  } finally {
    void dispatcher.close();
  }
}

function statusText(status: number): string {
  const meanings: Readonly<Record<number, string>> = {
    401: "it wants a credential",
    403: "it refuses access",
    404: "there is nothing",
  };
  return `${meanings[status] ?? "it is not well"} (HTTP ${status})`;
}

function reason(error: unknown): string {
  const code = field(field(error, "cause"), "code") ?? field(error, "code");
  const reasons: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nobody listens there",
    ENOTFOUND: "its host is not known",
    EAI_AGAIN: "its host could not be looked up",
    ERR_INVALID_URL: "its URL is none",
  };
  if (typeof code !== "string") return "the connection failed";
  return reasons[code] ?? `the connection failed (${foreignText(code)})`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
