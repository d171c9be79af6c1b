import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "./certificates";

/** An HTTP server that listens on 127.0.0.1, on a port that the system chose. */
export interface LoopbackServer {
  readonly server: Server;
  /** Without a slash at its end. */
  readonly url: string;
}

/** Starts a server; with a certificate it speaks HTTPS. */
export async function listenOnLoopback(
  answer: RequestListener,
  tls: ServerCertificate | undefined,
): Promise<LoopbackServer> {
  const server =
    tls === undefined
      ? createServer(answer)
      : createTlsServer({ key: tls.key, cert: tls.certificate }, answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}` };
}
