import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";

/** A port of the loopback address, or the path of a socket, which other network namespaces reach, too. */
export type End = number | string;

export interface Forward {
  stop(): Promise<void>;
}

/** Forwards connections from one end to the other. @throws Error if `listen` is a port that somebody listens on */
export async function forward(listen: End, target: End): Promise<Forward> {
  const open = new Set<Socket>();
  function keep(socket: Socket, other: () => Socket): Socket {
    open.add(socket);
    socket.on("error", () => other().destroy());
    socket.on("close", () => {
      open.delete(socket);
      other().destroy();
    });
    return socket;
  }
  const server = createServer((incoming) => {
    const outgoing: Socket = keep(connect(addressOf(target)), () => incoming);
    keep(incoming, () => outgoing)
      .pipe(outgoing)
      .pipe(incoming);
  });
  if (typeof listen === "string") rmSync(listen, { force: true });
  server.listen(addressOf(listen));
  await once(server, "listening");
  return {
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

function addressOf(end: End): { path: string } | { port: number; host: string } {
  return typeof end === "string" ? { path: end } : { port: end, host: "127.0.0.1" };
}
