import { once } from "node:events";
import { createServer } from "node:net";

/** A loopback network that belongs to one control plane, so that the ClusterIPs of two are never the same. */
export interface ServiceRange {
  /** `127.N.0.0/24` */
  readonly cidr: string;
  /** ClusterIP of the API server's own Service. */
  readonly first: string;
  stop(): Promise<void>;
}

/** Any port will do, if only all sandboxes of a machine take the same. */
const reservationPort = 20_127;

/**
 * Reserves the network 127.N.0.0/24, for one N from 1 to 254 (default: the first that is free). The reservation is a socket that
 * listens in 127.N.255.0/24, outside the range: the kernel keeps it for the whole machine and gives it up with the process.
 * @throws Error if the asked one, or every one, is taken
 */
export async function reserveServiceRange(number?: number): Promise<ServiceRange> {
  const candidates = number === undefined ? Array.from({ length: 254 }, (_, i) => i + 1) : [number];
  for (const candidate of candidates) {
    const stop = await reserve(candidate);
    if (stop !== undefined) {
      return { cidr: `127.${candidate}.0.0/24`, first: `127.${candidate}.0.1`, stop };
    }
  }
  const which =
    number === undefined ? "Every service range" : `The service range 127.${number}.0.0/24`;
  throw new Error(`${which} is taken by another control plane of this machine.`);
}

async function reserve(candidate: number): Promise<(() => Promise<void>) | undefined> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(reservationPort, `127.${candidate}.255.1`);
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return undefined;
    throw error;
  }
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}
