import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createServerCertificate } from "../../../sandbox/certificates";
import { startGitlabWorld, type GitlabWorld } from "./gitlab-world";

jest.setTimeout(60_000);

let folder: string;
let world: GitlabWorld;
let proxy: Server;
const tunnels: string[] = [];
const before = { ...process.env };
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-proxy-"));
  world = await startGitlabWorld({ tls: createServerCertificate(folder) });
  proxy = createServer();
  proxy.on("connect", (request, client) => {
    tunnels.push(request.url ?? "");
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const server = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.pipe(client).pipe(server);
    });
    server.on("error", () => client.destroy());
    client.on("error", () => server.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  process.env["HTTPS_PROXY"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterEach(() => {
  tunnels.length = 0;
});
afterAll(async () => {
  process.env = before;
  await world.stop();
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

it("GitLab's API is reached through the proxy, which sees no more than where to", async () => {
  expect(await world.client().users.showCurrentUser()).toMatchObject({ username: "me" });
  expect(tunnels).toEqual([new URL(world.server.url).host]);
});

it("but not where NO_PROXY says otherwise", async () => {
  process.env["NO_PROXY"] = "127.0.0.1";
  expect(await world.client().users.showCurrentUser()).toMatchObject({ username: "me" });
  expect(tunnels).toEqual([]);
});
