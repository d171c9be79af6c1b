import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A port in front of a server that counts what goes through. */
export interface Door {
  /** Of the server behind, on the door's port. */
  readonly url: string;
  /** Both ways, headers and all. */
  readonly bytes: () => number;
  close(): void;
}

/** Opens a door on the loopback address to a server that is there, too. */
export async function openDoor(behind: string): Promise<Door> {
  const { port, hostname, protocol } = new URL(behind);
  let bytes = 0;
  const sockets = new Set<Socket>();
  const server = createServer((outside) => {
    const inside = connect(Number(port), hostname);
    for (const [one, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      sockets.add(one);
      one.setNoDelay(true);
      one.on("data", (chunk: Buffer) => (bytes += chunk.length));
      one.on("error", () => other.destroy());
      one.on("close", () => void sockets.delete(one));
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${protocol}//${hostname}:${(server.address() as AddressInfo).port}`,
    bytes: () => bytes,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
