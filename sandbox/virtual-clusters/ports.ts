import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, type Server } from "node:net";
import { join } from "node:path";

import type { Listening } from "../control-plane/webhook-server";

/**
 * Lets a server of this process answer for an address and port inside the namespaces of a virtual cluster, whose folder
 * this is. @throws Error if that is not possible there
 */
export async function listenInside(
  folder: string,
  server: Server,
  address: string,
  port: number,
): Promise<Listening> {
  const name = `${address}-${port}.sock`;
  rmSync(join(folder, name), { force: true });
  server.listen(join(folder, name));
  await once(server, "listening");
  async function close(): Promise<void> {
    await new Promise((resolve) => server.close(resolve));
  }
  try {
    const asked = await ask(folder, `${address} ${port} ${name}`);
    return {
      async stop() {
        const closed = close();
        await asked.stop();
        await closed;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks the forwarder inside to listen; it does so until this connection ends. */
async function ask(folder: string, line: string): Promise<Listening> {
  const connection = connect({ path: join(folder, "ports.sock") }).setEncoding("utf8");
  // The namespaces may end first, and with them whoever listened there.
  const closed = new Promise<string>((resolve) => {
    connection.on("error", ({ message }) => resolve(message));
    connection.on("close", () => resolve("the namespaces have ended"));
  });
  connection.write(`${line}\n`);
  const answer = new Promise<string>((resolve) => {
    connection.once("data", (said) => resolve(String(said).trim()));
  });
  const said = await Promise.race([answer, closed]);
  if (said !== "listening") {
    connection.destroy();
    throw new Error(`Nobody can listen inside a virtual cluster (${line}): ${said}.`);
  }
  return {
    async stop() {
      connection.end();
      await closed;
    },
  };
}
