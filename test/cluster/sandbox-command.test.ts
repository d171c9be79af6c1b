import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { apiClient } from "../../sandbox/control-plane/api-client";
import { packageRoot } from "../support/plugin";
import { descendantsOf, isAlive } from "../support/processes";

let temporary: string;
let mounts: string;
const commands: Command[] = [];

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), "sbx-"));
  mounts = readFileSync("/proc/self/mountinfo", "utf8");
});
afterEach(async () => {
  for (const { process: child } of commands.splice(0)) {
    if (child.exitCode !== null) continue;
    child.kill("SIGTERM");
    await once(child, "close");
  }
  rmSync(temporary, { recursive: true, force: true });
});

interface Command {
  readonly process: ChildProcess;
  /** Everything that it and what it started have been seen as. */
  readonly pids: Set<number>;
  output: string;
}

/** `npm run sandbox`, without npm's shell between, so that its pid is the sandbox's. */
function sandbox(args: readonly string[], path = ""): Command {
  const child = spawn(process.execPath, [join(packageRoot, "sandbox", "sandbox.mjs"), ...args], {
    cwd: packageRoot,
    env: {
      ...process.env,
      TMPDIR: temporary,
      PATH: [path, process.env["PATH"]].filter(Boolean).join(delimiter),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const command: Command = { process: child, pids: new Set(), output: "" };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (command.output += chunk.toString()));
  }
  const look = setInterval(() => {
    for (const { pid } of descendantsOf(child.pid ?? 0)) command.pids.add(pid);
  }, 200);
  child.once("close", () => clearInterval(look));
  commands.push(command);
  return command;
}

/** The test's own time limit ends the wait. */
async function until(command: Command, text: string): Promise<void> {
  while (!command.output.includes(text)) {
    if (command.process.exitCode !== null) {
      throw new Error(`it ended before "${text}":\n${command.output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Its exit code. */
async function end({ process: child }: Command): Promise<number | null> {
  if (child.exitCode === null) await once(child, "close");
  return child.exitCode;
}

function expectNothingLeft({ pids }: Command): void {
  expect(pids.size).toBeGreaterThan(0);
  expect([...pids].filter(isAlive)).toEqual([]);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).toBe(mounts);
  expect(readdirSync(temporary)).toEqual([]);
}

describe("npm run sandbox", () => {
  it("says where everything answers, and on Ctrl-C ends all of it and removes its folder", async () => {
    const folder = join(temporary, "own");
    const command = sandbox(["--planes", "one", "--folder", folder]);
    await until(command, "Ready.");
    const address = addressesIn(command.output);
    const client = apiClient(readFileSync(join(folder, "clusters", "one", "kubeconfig"), "utf8"));
    expect(await client.request("GET", "/readyz")).toBe("ok");
    client.close();
    expect(readFileSync(join(folder, "kubeconfig"), "utf8")).toContain(address["one"]);
    expect((await fetch(`${address["vault"] ?? ""}/v1/sys/health`)).status).toBe(200);
    expect(await (await fetch(`${address["charts"] ?? ""}/index.yaml`)).text()).toContain(
      "argo-cd",
    );
    expect(command.output).toContain(`nautes:git.url ${join(folder, "git")}`);
    const token = /VAULT_TOKEN='(.+)'/.exec(readFileSync(join(folder, "environment"), "utf8"))?.[1];
    expect(token?.length).toBeGreaterThan(10);
    expect(command.output).not.toContain(token);

    command.process.kill("SIGINT");
    expect(await end(command)).toBe(0);
    expect(command.pids.size).toBeGreaterThan(5);
    expectNothingLeft(command);
  });

  it("leaves nothing behind when it is interrupted while it starts", async () => {
    const command = sandbox(["--planes", "one", "--no-vault", "--no-virtual-clusters"]);
    await until(command, "starting cluster one");
    command.process.kill("SIGINT");
    expect(await end(command)).toBe(130);
    expect(command.output).not.toContain("Ready.");
    expectNothingLeft(command);
  });

  it("ends what was started, and says what is missing, when a part cannot start", async () => {
    const programs = mkdtempSync(join(tmpdir(), "programs-"));
    writeFileSync(join(programs, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const command = sandbox(["--planes", "one", "--no-vault"], programs);
    expect(await end(command)).toBe(1);
    rmSync(programs, { recursive: true });
    expect(command.output).toContain("Virtual clusters cannot run here: they need namespaces");
    expect(command.output).toContain("--no-virtual-clusters");
    expect(command.output).not.toMatch(/^ +at /m);
    expectNothingLeft(command);
  });

  it("teaches its options, and refuses those that it has not", async () => {
    const help = sandbox(["--help"]);
    expect(await end(help)).toBe(0);
    const wrong = sandbox(["--plane", "1"]);
    expect(await end(wrong)).toBe(2);
    for (const { output } of [help, wrong]) {
      expect(output).toContain("--planes N|NAMES");
      expect(output).toContain("Ctrl-C ends everything");
    }
  });

  it("never takes a folder that holds something, nor two clusters of one name", async () => {
    const folder = join(temporary, "full");
    mkdirSync(folder);
    writeFileSync(join(folder, "letter"), "mine");
    const full = sandbox(["--folder", folder]);
    expect(await end(full)).toBe(1);
    expect(full.output).toContain("is not empty");
    expect(readdirSync(folder)).toEqual(["letter"]);
    const twice = sandbox(["--planes", "one,one"]);
    expect(await end(twice)).toBe(1);
    expect(twice.output).toContain("names one twice");
  });
});

/** Name → address, as the table says. */
function addressesIn(output: string): Readonly<Record<string, string | undefined>> {
  const rows = output.matchAll(/^(\S+) +(https?:\/\/\S+)/gm);
  return Object.fromEntries([...rows].map(([, name = "", address]) => [name, address]));
}
