// Forwards connections, as `inside-forward.mjs PORTS LISTEN TARGET …`: each a port of the loopback address, or the path of a socket.
// Listens in this order, one after the other: once there is the last socket, all is listened for.
// Who connects to PORTS, another socket, sends a line `ADDRESS PORT TARGET`, hears `listening` or why not, and has what comes
// there forwarded for as long as this connection lasts.
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";

const [ports, ...ends] = process.argv.slice(2);

const isPort = (end) => /^\d+$/.test(end);
const address = (end) => (isPort(end) ? { port: Number(end), host: "127.0.0.1" } : { path: end });

function forwarding(target, open = new Set()) {
  return createServer((incoming) => {
    const outgoing = connect(address(target));
    incoming.pipe(outgoing).pipe(incoming);
    for (const [one, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ]) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
}

async function listening(server, where) {
  if (where.path !== undefined) rmSync(where.path, { force: true });
  server.listen(where);
  await once(server, "listening");
}

const asked = createServer({ allowHalfOpen: true }, (connection) => {
  const open = new Set();
  let server;
  connection.on("error", () => connection.destroy());
  createInterface({ input: connection }).once("line", async (line) => {
    const [host, port, target] = line.split(" ");
    server = forwarding(target, open);
    const answer = await listening(server, { host, port: Number(port) }).then(
      () => "listening",
      (error) => error.message,
    );
    connection.write(`${answer}\n`);
  });
  connection.on("end", () => {
    const over = () => connection.end();
    if (server?.listening) server.close(over);
    else over();
    for (const socket of open) socket.destroy();
  });
});
await listening(asked, { path: ports });
for (let at = 0; at + 1 < ends.length; at += 2) {
  await listening(forwarding(ends[at + 1]), address(ends[at]));
}
