// Forwards connections, as `inside-forward.mjs LISTEN TARGET …`: each a port of the loopback address, or the path of a socket.
// Listens in this order, one after the other: once there is the last socket, all is listened for.
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";

const isPort = (end) => /^\d+$/.test(end);
const address = (end) => (isPort(end) ? { port: Number(end), host: "127.0.0.1" } : { path: end });

const ends = process.argv.slice(2);
for (let at = 0; at + 1 < ends.length; at += 2) {
  const [listen, target] = ends.slice(at, at + 2);
  if (!isPort(listen)) rmSync(listen, { force: true });
  const server = createServer((incoming) => {
    const outgoing = connect(address(target));
    incoming.pipe(outgoing).pipe(incoming);
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  }).listen(address(listen));
  await once(server, "listening");
}
