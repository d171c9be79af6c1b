import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startControlPlane } from "../../sandbox/control-plane/control-plane";
import type { ControlPlane } from "../../sandbox/control-plane/control-plane";
import { startEtcd } from "../../sandbox/control-plane/etcd";
import { freePort, Started } from "../../sandbox/process";
import { startVault } from "../../sandbox/vault/vault";
import type { Vault } from "../../sandbox/vault/vault";
import { examined, statuses, unwell } from "../command/doctor/examined";
import { RepositoryFolder } from "../support/bare-repository";
import { nowhere } from "./plugin-world";

const started = new Started();
const repositories = new RepositoryFolder();
const folder = mkdtempSync(join(tmpdir(), "nautes-doctor-"));
let vault: Vault;
let plane: ControlPlane;
beforeAll(async () => {
  repositories.create("nautes/tenant");
  vault = started.add(await startVault({ folder: join(folder, "vault") }));
  const etcd = started.add(await startEtcd({ folder: join(folder, "etcd") }));
  plane = started.add(await startControlPlane({ name: "one", folder: join(folder, "one"), etcd }));
});
afterAll(async () => {
  await started.stop();
  repositories.remove();
  rmSync(folder, { recursive: true, force: true });
});

const at = ["--url", repositories.folder, "--repository", "nautes/tenant"];

/** What the doctor says of Vault, asked with a token; it never repeats it. */
async function ofVault(token: string, address = vault.address) {
  const answer = await examined(at, { VAULT_ADDR: address, VAULT_TOKEN: token });
  expect(answer.out).not.toContain(token);
  const checks = answer.checks.filter(({ id }) => id.startsWith("vault"));
  return { ...answer, checks };
}

const whole = {
  "cluster/data/kubernetes/*": ["create", "read", "update"],
  "cluster/metadata/kubernetes/*": ["read", "delete"],
} as const;

describe("The doctor, of a real Vault", () => {
  it("finds all well with a token that may do what is needed, and writes nothing", async () => {
    const { code, checks } = await ofVault(await vault.tokenFor(whole, "2h"));
    expect(code).toBe(0);
    expect(statuses(checks)).toEqual([
      "vault-server ok",
      "vault-sealed ok",
      "vault-token ok",
      "vault-token-end ok",
      "vault-mount ok",
      "vault-policy ok",
    ]);
    expect((await vault.request("LIST", "cluster/metadata/kubernetes")).status).toBe(404);
  });

  it("warns of a token that ends soon, and names what its policy lacks", async () => {
    const policy = { "cluster/data/kubernetes/*": ["create", "read"] } as const;
    const { code, checks } = await ofVault(await vault.tokenFor(policy, "20m"));
    expect(code).toBe(1);
    expect(unwell(checks)).toEqual([
      expect.stringMatching(/^vault-token-end: .* only, for (19|20) more minutes\. \| .*renew it/),
      expect.stringMatching(
        /^vault-policy: .*may not update cluster\/data\/.*, nor delete cluster\/metadata.*vault-perm/,
      ),
    ]);
  });

  it("says of a token that has ended, or never was one, that it is not accepted", async () => {
    const token = await vault.tokenFor(whole);
    await vault.request("POST", "auth/token/revoke", { token });
    const { code, checks } = await ofVault(token);
    expect(code).toBe(1);
    expect(statuses(checks).slice(0, 4)).toEqual([
      "vault-server ok",
      "vault-sealed ok",
      "vault-token failed",
      "vault-mount skipped",
    ]);
    expect(unwell(checks)[0]).toMatch(
      /wrong or has ended.*nautes:vault\.token.*credentials-refused/,
    );
  });

  it("warns that the stored token has ended, where the environment's is accepted", async () => {
    const [stored, given] = [await vault.tokenFor(whole), await vault.tokenFor(whole, "2h")];
    await vault.request("POST", "auth/token/revoke", { token: stored });
    const file = join(folder, "Pulumi.stored.yaml");
    writeFileSync(file, `config:\n  nautes:vault:\n    token: ${stored}\n`);
    const environment = { VAULT_ADDR: vault.address, VAULT_TOKEN: given };
    const { code, checks, out } = await examined([...at, "--config-file", file], environment);
    expect(code).toBe(0);
    expect(unwell(checks)).toEqual([
      expect.stringMatching(/^vault-token-fallback: The stored token .*refused.*VAULT_TOKEN/),
    ]);
    expect(statuses(checks)).toContain("vault-policy ok");
    expect([stored, given].filter((token) => out.includes(token))).toEqual([]);
  });

  it("says of an engine that is of version 1, and of a server that is none", async () => {
    await vault.request("POST", "sys/mounts/old", { type: "kv", options: { version: "1" } });
    const file = join(folder, "Pulumi.old.yaml");
    writeFileSync(file, "config:\n  nautes:vault:\n    mount: old\n");
    const environment = { VAULT_ADDR: vault.address, VAULT_TOKEN: vault.token };
    const { checks } = await examined([...at, "--config-file", file], environment);
    expect(unwell(checks)).toEqual([
      expect.stringMatching(/^vault-mount: .*no KV version 2 engine at old.*-version=2 kv/),
    ]);
    const nobody = await ofVault("token-of-nobody", `http://127.0.0.1:${await freePort()}`);
    expect(unwell(nobody.checks)).toEqual([
      expect.stringMatching(/^vault-server: .*cannot be reached.*nautes:vault\.address/),
    ]);
  });

  it("says that it is sealed, and how it is unsealed", async () => {
    await vault.seal();
    const { code, checks } = await ofVault(vault.token);
    await vault.unseal();
    expect(code).toBe(1);
    expect(statuses(checks).slice(0, 3)).toEqual([
      "vault-server ok",
      "vault-sealed failed",
      "vault-token skipped",
    ]);
    expect(unwell(checks)[0]).toMatch(/is sealed\. \| Unseal it.*\[vault-sealed\]/);
  });
});

describe("The doctor, of real clusters", () => {
  it("names the rights that a kubeconfig's user lacks, for components and for runtimes", async () => {
    const file = join(folder, "nobody");
    writeFileSync(file, plane.clientFor("nobody"));
    const [installing, running] = [
      await examined([...at, "--kubeconfig", file]),
      await examined([...at, "--kubeconfig", file, "--rights", "runtime"]),
    ];
    expect([installing.code, running.code]).toEqual([1, 1]);
    expect(statuses(installing.checks.filter(({ about }) => about === file))).toEqual([
      "cluster ok",
      "cluster-version ok",
      "cluster-rights failed",
    ]);
    expect(unwell(installing.checks)).toEqual([
      expect.stringMatching(
        /^cluster-rights: .*may not create or delete namespaces, .*to install components\. \| Give it the right.*\[cluster-permission-denied\]$/,
      ),
    ]);
    expect(unwell(running.checks)).toEqual([
      expect.stringMatching(/^cluster-rights: .*applications\.argoproj\.io .*to make a runtime/),
    ]);
  });

  it("says of each what stands in the way: version, rights, ports; or that it does not answer", async () => {
    await plane.client.request("POST", "/api/v1/namespaces/default/services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "taker" },
      spec: { type: "NodePort", ports: [{ port: 80, nodePort: 30443 }] },
    });
    const [well, gone] = [join(folder, "well"), join(folder, "gone")];
    writeFileSync(well, plane.kubeconfig);
    writeFileSync(gone, nowhere);
    const { code, checks, out } = await examined([
      ...at,
      ...["--kubeconfig", well, "--kubeconfig", gone],
      ...["--min-version", "9.0", "--node-port", "30443", "--node-port", "30444"],
      ...["--chart", `http://127.0.0.1:${await freePort()}#traefik@41.0.1`],
    ]);
    expect(code).toBe(1);
    expect(out).not.toContain("canary-token");
    expect(statuses(checks.filter(({ about }) => about === well))).toEqual([
      "cluster ok",
      "cluster-version failed",
      "cluster-rights ok",
      "cluster-ports failed",
    ]);
    expect(unwell(checks.filter(({ about }) => about === gone))).toEqual([
      expect.stringMatching(/^cluster: .*\[cluster-unreachable\]/),
    ]);
    expect(unwell(checks).join("\n")).toMatch(/NodePort 30443.*taken by Service default\/taker/);
    expect(unwell(checks).join("\n")).toMatch(
      /^charts: .*nobody listens.*chart-source-unreachable/m,
    );
  });
});
