import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A port of this machine that answers for a NodePort. */
export interface ForwardedNodePort {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Forwards 127.0.0.1:`port` to 127.0.0.1:`target`, as kube-proxy would from every node, of which there are none here.
 * @throws Error if another process of this machine listens on the port
 */
export async function forwardNodePort(port: number, target: number): Promise<ForwardedNodePort> {
  const open = new Set<Socket>();
  function keep(socket: Socket): Socket {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    return socket;
  }
  const server = createServer((incoming) => {
    const outgoing = keep(connect(target, "127.0.0.1"));
    keep(incoming).pipe(outgoing).pipe(incoming);
    incoming.on("error", () => outgoing.destroy());
    outgoing.on("error", () => incoming.destroy());
    incoming.on("close", () => outgoing.destroy());
    outgoing.on("close", () => incoming.destroy());
  });
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const message = `NodePort ${port} is in use on this machine by something else than the sandbox: choose another.`;
    throw new Error(message, { cause: error });
  }
  return {
    port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
