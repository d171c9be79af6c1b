import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";

/** A pair of SSH keys. */
export interface SshKey {
  /** Text of the private half. */
  readonly privateKey: string;
  /** One line. */
  readonly publicKey: string;
}

export interface GitSshServerOptions {
  /** Folder for its own files. */
  readonly dir: string;
  /** Folder of the bare repositories, absolute. */
  readonly root: string;
  readonly keys: readonly { readonly publicKey: string; readonly push: boolean }[];
  /** Whether clients may choose Git's protocol 2, which many servers do not pass on. @default true */
  readonly protocol2?: boolean;
  /** Whether clones may leave blobs out. @default true */
  readonly filters?: boolean;
}

/** A real OpenSSH server on the loopback address, for git alone. */
export interface GitSshServer {
  /** `ssh://USER@127.0.0.1:PORT/FOLDER`; a repository is below. */
  readonly url: string;
  /** Text of a known_hosts file. */
  readonly knownHosts: string;
  stop(): Promise<void>;
}

/** The path of sshd; undefined if OpenSSH's server is not installed. */
export function findSshd(): string | undefined {
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    "/usr/sbin",
    "/usr/local/sbin",
    "/sbin",
  ];
  return folders.map((folder) => join(folder, "sshd")).find(isExecutable);
}

/** Makes a pair of keys; `name` is a path that does not exist yet. */
export function createSshKey(name: string): SshKey {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "sandbox", "-f", name]);
  return {
    privateKey: readFileSync(name, "utf8"),
    publicKey: readFileSync(`${name}.pub`, "utf8").trim(),
  };
}

/** Starts sshd on a free port. @throws if it is not installed or does not start */
export async function startGitSshServer(options: GitSshServerOptions): Promise<GitSshServer> {
  const sshd = findSshd();
  if (sshd === undefined) throw new Error("sshd was not found: install openssh-server.");
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const { publicKey } = createSshKey(join(options.dir, "host_key"));
  const keys = options.keys.map((key) => {
    const script = forcedCommand(options, key.push);
    return `restrict,command="${script}" ${key.publicKey}\n`;
  });
  writeFileSync(join(options.dir, "authorized_keys"), keys.join(""), { mode: 0o600 });
  // As root, sshd separates privileges by this folder; the system makes it only when its own service starts.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const config = join(options.dir, "sshd_config");
  writeFileSync(config, configuration(options, port));
  const child = spawn(sshd, ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  process.once("exit", () => child.kill("SIGKILL"));
  await listening(child);
  return {
    url: `ssh://${userInfo().username}@127.0.0.1:${port}${options.root}`,
    knownHosts: `[127.0.0.1]:${port} ${publicKey.split(" ").slice(0, 2).join(" ")}\n`,
    stop: () => ended(child),
  };
}

function configuration({ dir, protocol2 }: GitSshServerOptions, port: number): string {
  return [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(dir, "host_key")}`,
    `AuthorizedKeysFile ${join(dir, "authorized_keys")}`,
    "PidFile none",
    "LoginGraceTime 10",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    ...((protocol2 ?? true) ? ["AcceptEnv GIT_PROTOCOL"] : []),
    "",
  ].join("\n");
}

/** What every login runs, whatever it asked for: git's two services, on repositories below the root. */
function forcedCommand({ dir, root, filters }: GitSshServerOptions, push: boolean): string {
  const path = join(dir, push ? "may-push" : "may-read");
  const refusal = `echo "ERROR: You are not allowed to push code to this project." >&2; exit 1`;
  const script = `#!/bin/sh
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=uploadpack.allowFilter GIT_CONFIG_VALUE_0=${String(filters ?? true)}
case "$SSH_ORIGINAL_COMMAND" in
*..*) exit 1 ;;
"git-upload-pack '${root}/"*) ;;
"git-receive-pack '${root}/"*) ${push ? "" : refusal} ;;
*) echo "only git is served here" >&2; exit 1 ;;
esac
exec git shell -c "$SSH_ORIGINAL_COMMAND"
`;
  writeFileSync(path, script, { mode: 0o755 });
  return path;
}

async function listening(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      if (said.includes("Server listening")) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`sshd did not start: ${said}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  const connections = childrenOf(child.pid ?? 0);
  child.kill("SIGTERM");
  await exit;
  for (const pid of connections) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended with its client.
    }
  }
}

/** sshd's processes for single connections, which outlive it; none where the system does not tell. */
function childrenOf(pid: number): readonly number[] {
  try {
    const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return pids.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
