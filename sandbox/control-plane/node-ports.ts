import { forward, type End, type Forward } from "../forward";

/** A port of this machine that answers for a NodePort. */
export interface ForwardedNodePort extends Forward {
  readonly port: number;
}

/**
 * Forwards 127.0.0.1:`port` to `target`, as kube-proxy would from every node, of which there are none here.
 * @throws Error if another process of this machine listens on the port
 */
export async function forwardNodePort(port: number, target: End): Promise<ForwardedNodePort> {
  try {
    const forwarded = await forward(port, target);
    return { port, stop: () => forwarded.stop() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const message = `NodePort ${port} is in use on this machine by something else than the sandbox: choose another.`;
    throw new Error(message, { cause: error });
  }
}
