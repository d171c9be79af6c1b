import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** What a user is told, and about which resource. */
export interface Logged {
  readonly urn: string;
  readonly severity: string;
  readonly message: string;
}

/** As much of the engine as a provider speaks to. */
export interface Engine {
  readonly address: string;
  /** What was logged and stays on the screen, once it is as much as `count`. */
  logged(count: number): Promise<Logged[]>;
  stop(): void;
}

/** Starts an engine that keeps what it is told. */
export async function startEngine(): Promise<Engine> {
  const logs: Logged[] = [];
  function log(
    { request }: { request: LogRequest },
    respond: (error: null, answer: Empty) => void,
  ): void {
    const severity = request.getSeverity() as unknown;
    const [name = ""] = Object.entries(LogSeverity).find(([, value]) => value === severity) ?? [];
    const entry = { urn: request.getUrn(), severity: name, message: request.getMessage() };
    if (!request.getEphemeral()) logs.push(entry);
    respond(null, new Empty());
  }
  const server = new grpc.Server();
  server.addService(EngineService, { log });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    async logged(count) {
      while (logs.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
      return logs;
    },
    stop: () => server.forceShutdown(),
  };
}
