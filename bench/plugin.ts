import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { packageFolder } from "../provider/version";

/** A program that has written its first line to stdout. */
export interface Started {
  readonly process: ChildProcess;
  readonly line: string;
  /** From its start to that line. */
  readonly milliseconds: number;
  /** Processor time until then, which other work on the machine hardly changes; undefined without /proc. */
  readonly processor: number | undefined;
  /** Resident memory at that line, in bytes. */
  readonly memory: number;
}

/** Starts a program and waits for its first line. */
export async function started(program: string, ...args: string[]): Promise<Started> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const milliseconds = performance.now() - begun;
  return {
    process: child,
    line: line.toString(),
    milliseconds,
    processor: processorTimeOf(child),
    memory: memoryOf(child),
  };
}

/** Starts the plugin as the engine does. */
export function startedPlugin(): Promise<Started> {
  return started(join(packageFolder, "plugin", "pulumi-resource-nautes"), "127.0.0.1:1");
}

export async function stopped({ process }: Started): Promise<void> {
  const exit = once(process, "exit");
  process.kill("SIGTERM");
  await exit;
}

/** Resident memory of a process, in bytes. */
export function memoryOf({ pid }: ChildProcess): number {
  const status = `/proc/${pid ?? 0}/status`;
  const kilobytes = existsSync(status)
    ? /^VmRSS:\s*(\d+)/m.exec(readFileSync(status, "utf8"))?.[1]
    : execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString();
  return Number(kilobytes) * 1024;
}

/** Milliseconds on a processor so far, in steps of 10. */
function processorTimeOf({ pid }: ChildProcess): number | undefined {
  const stat = `/proc/${pid ?? 0}/stat`;
  if (!existsSync(stat)) return undefined;
  // Fields 14 and 15 of proc(5), in hundredths of a second; the second one, the name, may hold spaces.
  const fields = readFileSync(stat, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

type Inputs = Readonly<Record<string, unknown>>;

/** Has a started plugin register `resources`, name → inputs, all at once, as the engine would without a limit. */
export async function registerAll(
  plugin: Started,
  configuration: Inputs,
  resources: ReadonlyMap<string, Inputs>,
): Promise<void> {
  const client = new ResourceProviderClient(
    `127.0.0.1:${Number.parseInt(plugin.line, 10)}`,
    grpc.credentials.createInsecure(),
    { "grpc.max_receive_message_length": -1 },
  );
  await call(client, "handshake", new pb.ProviderHandshakeRequest());
  await call(client, "configure", new pb.ConfigureRequest().setArgs(struct(configuration)));
  await Promise.all(
    [...resources].map(async ([name, inputs]) => {
      const urn = `urn:pulumi:dev::bench::nautes:index:ConfigFiles::${name}`;
      const check = new pb.CheckRequest().setUrn(urn).setNews(struct(inputs));
      const checked = await call<pb.CheckResponse>(client, "check", check);
      const create = new pb.CreateRequest().setUrn(urn).setProperties(checked.getInputs());
      await call(client, "create", create);
    }),
  );
  client.close();
}

type Method = "handshake" | "configure" | "check" | "create";

function call<Response>(
  client: ResourceProviderClient,
  method: Method,
  request: unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    (client[method] as (request: unknown, respond: unknown) => void).call(
      client,
      request,
      (error: Error | null, response: Response) =>
        error === null ? resolve(response) : reject(error),
    );
  });
}

function struct(value: Inputs): Struct {
  return Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
}
