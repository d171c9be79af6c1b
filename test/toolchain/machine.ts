import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../support/plugin";

export interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine with an empty PATH and an empty cache, on which programs can be put. */
export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "nautes-machine-"));
  readonly bin = join(this.folder, "bin");
  readonly cache = join(this.folder, "cache");
  readonly #gate = join(this.folder, "gate");
  readonly #log = join(this.folder, "builds");

  constructor() {
    mkdirSync(this.bin);
    mkdirSync(this.cache);
  }

  /** Puts a program on PATH: the body of a Node script. */
  put(name: string, body: string): this {
    writeFileSync(join(this.bin, name), `#!${process.execPath}\n${body}\n`);
    chmodSync(join(this.bin, name), 0o755);
    return this;
  }

  putPulumi(version: string): this {
    return this.put("pulumi", `console.log("v${version}")`);
  }

  /** A Go that writes down how it was called and makes the programs that it was asked for, or fails with these words. */
  putGo(version: string, failure?: string): this {
    const facts = { GOVERSION: `go${version}`, GOOS: "linux", GOARCH: "amd64" };
    const caches = {
      GOCACHE: join(this.folder, "build"),
      GOMODCACHE: join(this.folder, "modules"),
    };
    return this.put(
      "go",
      `const fs = require("node:fs"), path = require("node:path");
const [verb, ...args] = process.argv.slice(2);
if (verb === "env") return console.log(${JSON.stringify(JSON.stringify({ ...facts, ...caches }))});
const { CGO_ENABLED, GOFLAGS, GOTOOLCHAIN } = process.env;
fs.appendFileSync(${JSON.stringify(this.#log)}, JSON.stringify({ args, env: { CGO_ENABLED, GOFLAGS, GOTOOLCHAIN }, module: fs.readFileSync("go.mod", "utf8").split("\\n")[0] }) + "\\n");
if (${JSON.stringify(failure ?? "")}) { console.error(${JSON.stringify(failure ?? "")}); process.exit(1); }
const out = args[args.indexOf("-o") + 1];
(function make() {
  if (fs.existsSync(${JSON.stringify(this.#gate)})) return setTimeout(make, 20);
  const name = path.basename(args.at(-1).replace(/\\/v\\d+$/, ""));
  fs.writeFileSync(out.endsWith("/") ? path.join(out, name) : out, "", { mode: 0o755 });
})();`,
    );
  }

  /** From now on builds wait, until `open`. */
  close(): this {
    writeFileSync(this.#gate, "");
    return this;
  }

  open(): void {
    rmSync(this.#gate);
  }

  /** What Go was asked to build, in order. */
  builds(): { args: string[]; env: Record<string, string>; module: string }[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line) as ReturnType<Machine["builds"]>[number]);
  }

  cached(): string[] {
    return readdirSync(this.cache).sort();
  }

  build(...args: string[]): Promise<Told> {
    return this.start(...args).ended;
  }

  /** Starts `toolchain/build.mjs`. */
  start(...args: string[]): Started {
    return this.#node([join(packageRoot, "toolchain", "build.mjs"), ...args]);
  }

  /** What an expression over the exports of a module of toolchain/ comes to. */
  async evaluate(module: string, expression: string): Promise<unknown> {
    const url = pathToFileURL(join(packageRoot, "toolchain", module)).href;
    const script = `import * as it from ${JSON.stringify(url)};
const value = await (async () => ${expression})().catch((error) => ({ error: error.message }));
process.stdout.write(JSON.stringify(value));`;
    const told = await this.#node(["--input-type=module", "-e", script]).ended;
    return JSON.parse(told.stdout) as unknown;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #node(args: readonly string[]): Started {
    return new Started(args, {
      PATH: this.bin,
      HOME: this.folder,
      NAUTES_TOOLCHAIN_CACHE: this.cache,
    });
  }
}

/** A process under way. */
export class Started {
  readonly ended: Promise<Told>;
  readonly #child;
  #stderr = "";

  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.#child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    this.#child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    this.#child.stderr.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.#child.on("close", (code) => resolve({ code, stdout, stderr: this.#stderr }));
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves once it has written this to stderr. */
  heard(words: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#stderr.includes(words)) resolve();
      };
      this.#child.stderr.on("data", look);
      look();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}
