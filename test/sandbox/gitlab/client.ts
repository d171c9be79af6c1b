/** One request to a GitLab's API. */
export interface Ask {
  /** @default "GET" */
  readonly method?: string;
  /** Below `/api/v4`. */
  readonly path: string;
  readonly token?: string | undefined;
  /** Sent as JSON; a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed if it is JSON. */
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- looked at leaf by leaf
}

export async function ask(
  url: string,
  { method, path, token, body, headers }: Ask,
): Promise<Reply> {
  const reply = await fetch(`${url}/api/v4${path}`, {
    method: method ?? "GET",
    headers: {
      ...(token === undefined ? {} : { "PRIVATE-TOKEN": token }),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await reply.text();
  const isJson = reply.headers.get("content-type")?.includes("json") === true && text !== "";
  return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : text };
}
