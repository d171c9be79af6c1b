import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createServerCertificate } from "../../sandbox/certificates";
import { Started } from "../../sandbox/process";
import { startSealedVault, startVault } from "../../sandbox/vault/vault";
import { isAlive } from "../support/processes";

const started = new Started();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vault-"));
});

afterEach(async () => {
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

const path = "cluster/data/kubernetes/pd/default/admin";

test("what is written at `cluster` is read there, and check-and-set is kept", async () => {
  const vault = started.add(await startVault({ folder }));
  const written = await vault.request("POST", path, { options: { cas: 0 }, data: { a: "b" } });
  expect(written).toMatchObject({ status: 200, body: { data: { version: 1 } } });
  const read = await vault.request("GET", path);
  expect(read).toMatchObject({ status: 200, body: { data: { data: { a: "b" } } } });
  const again = await vault.request("POST", path, { options: { cas: 0 }, data: { a: "c" } });
  expect(again.status).toBe(400);
  expect(JSON.stringify(again.body)).toContain("check-and-set");
});

test("a token with a narrow policy may do nothing else", async () => {
  const vault = started.add(await startVault({ folder }));
  const token = await vault.tokenFor({ "cluster/data/kubernetes/*": ["create", "read"] });
  const body = { data: { a: "b" } };
  expect((await vault.request("POST", path, body, token)).status).toBe(200);
  expect((await vault.request("GET", path, undefined, token)).status).toBe(200);
  expect((await vault.request("DELETE", path, undefined, token)).status).toBe(403);
  expect((await vault.request("GET", "cluster/data/other", undefined, token)).status).toBe(403);
});

test("a sealed one answers 503 until it is unsealed, and has kept everything", async () => {
  const vault = started.add(await startVault({ folder }));
  await vault.request("POST", path, { data: { a: "b" } });
  await vault.seal();
  expect((await vault.request("GET", path)).status).toBe(503);
  expect((await vault.request("GET", "sys/seal-status")).body).toMatchObject({ sealed: true });
  await vault.unseal();
  expect((await vault.request("GET", path)).status).toBe(200);
});

test("one can be sealed from the start", async () => {
  const vault = started.add(await startSealedVault({ folder }));
  expect((await vault.request("GET", path)).status).toBe(503);
});

test("its certificate is that of the given authority", async () => {
  const tls = createServerCertificate(join(folder, "tls"));
  const vault = started.add(await startVault({ folder, tls, mounts: ["a", "b"] }));
  expect(vault.address).toMatch(/^https:/);
  expect((await vault.request("GET", "b/config")).status).toBe(200);
  await expect(fetch(`${vault.address}/v1/sys/health`)).rejects.toThrow();
});

test("no key of it shows in its arguments or its log, and it ends with its handle", async () => {
  const vault = await startVault({ folder });
  const command = readFileSync(`/proc/${vault.pid}/cmdline`, "utf8");
  expect(command + readFileSync(join(folder, "bao.log"), "utf8")).not.toContain(vault.token);
  await vault.stop();
  expect(isAlive(vault.pid)).toBe(false);
});
