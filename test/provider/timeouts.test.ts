import assert from "node:assert";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { settingsFrom } from "../../provider/config/settings";
import type { Log } from "../../provider/log";
import { openGitRepository } from "../../provider/open-repository";
import { openVault } from "../../provider/vault/open-vault";
import { vaultSettings } from "../../provider/vault/settings";
import { rejection } from "../support/plugin";
import { oneFile, urn, World } from "./world";

jest.setTimeout(60_000);

const silent: Log = { warn: () => undefined, info: () => undefined, progress: () => undefined };

/** Takes every connection, and never says anything. */
let mute: Server;
let url: string;
let world: World;
let folder: string;
beforeAll(async () => {
  mute = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(mute, "listening");
  url = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  world = new World();
  folder = mkdtempSync(join(tmpdir(), "nautes-timeouts-"));
});
afterAll(async () => {
  await world.stop();
  mute.close();
  rmSync(folder, { recursive: true });
});

it("One git command that is not answered is given up when it is said, and the error names the key", async () => {
  const timeouts = { operation: 10_000 };
  const settings = settingsFrom({ git: { url }, timeouts, cacheDirectory: folder }, {});
  const repo = openGitRepository(settings, "group/tenant", "main", silent);
  await expect(repo.head()).rejects.toThrow(/did not answer in time.*\n.*timeouts\.operation/);
  await repo.close();
});

it("A look at GitLab that is not answered is given up when it is said, and the error names the key", async () => {
  world.plugin = await world.unconfigured();
  await world.plugin.configure({
    gitlab: JSON.stringify({ url, token: "token", transport: "api" }),
    timeouts: JSON.stringify({ operation: 10_000 }),
    repository: "group/tenant",
  });
  const { inputs } = await world.plugin.check(urn("pd"), oneFile("pd"));
  const refused = await rejection(world.plugin.create(urn("pd"), inputs, true));
  expect(refused.details).toMatch(/time .* ran out.*\n.*timeouts\.operation/);
});

it("A Vault that never answers is given up when it is said, and the error names the key", async () => {
  const settings = vaultSettings({ address: url, token: "token" }, undefined, {});
  assert(settings !== undefined);
  const vault = openVault(settings, () => undefined, { timeout: 300 });
  const bounds = { signal: new AbortController().signal, deadline: Date.now() + 60_000 };
  const asked = vault.kv("cluster").ready("example", bounds);
  await expect(asked).rejects.toThrow(/no answer in time.*\n.*nautes:timeouts\.vault/);
  await vault.close();
});
