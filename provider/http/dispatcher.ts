import type { Dispatcher } from "undici";
import { Agent, EnvHttpProxyAgent } from "undici";

/** How a server is reached and trusted. */
export interface Reach {
  /** PEM text of the authorities to trust. @default those of Node.js */
  readonly ca?: string | undefined;
  /** Bytes; an answer that is longer fails. */
  readonly longestAnswer: number;
  /** Connections at a time. @default as many as there are requests */
  readonly connections?: number;
}

/** How requests reach a server: through HTTPS_PROXY unless NO_PROXY says otherwise, trusting its authority. */
export function dispatcherFor({ ca, longestAnswer, connections }: Reach): Dispatcher {
  const tls = ca === undefined ? {} : { ca };
  const options = {
    connect: { ...tls, timeout: 10_000 },
    requestTls: tls,
    maxResponseSize: longestAnswer,
    // Whoever asks has a time limit of their own.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(connections === undefined ? {} : { connections }),
  };
  // Undici announces on stderr that its proxy agent is new: only those hear it who need it.
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some(
    (name) => process.env[name],
  )
    ? new EnvHttpProxyAgent(options)
    : new Agent(options);
}
