import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** The folder that holds package.json. */
export const packageRoot = join(__dirname, "..", "..");

type Plain = Record<string, unknown>;

export interface Rejection {
  readonly code: number;
  readonly details: string;
}

/** The plugin as the engine starts it, driven over gRPC with plain values; secrets are written `{ [SIG]: … }`. */
export class Plugin {
  readonly process: ChildProcess;
  readonly stdout: string[] = [];
  stderr = "";
  #client: ResourceProviderClient | undefined;

  private constructor(environment: NodeJS.ProcessEnv) {
    this.process = spawn(join(packageRoot, "plugin", "pulumi-resource-nautes"), ["127.0.0.1:1"], {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stderr?.on("data", (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  static async start(environment: NodeJS.ProcessEnv = {}): Promise<Plugin> {
    const plugin = new Plugin(environment);
    const [chunk] = (await once(plugin.process.stdout!, "data")) as [Buffer];
    plugin.stdout.push(chunk.toString());
    plugin.process.stdout!.on("data", (more: Buffer) => plugin.stdout.push(more.toString()));
    const port = Number.parseInt(chunk.toString(), 10);
    plugin.#client = new ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
    await plugin.#call<pb.ProviderHandshakeResponse>(
      "handshake",
      new pb.ProviderHandshakeRequest(),
    );
    return plugin;
  }

  async stop(): Promise<void> {
    this.#client?.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill("SIGTERM");
    await once(this.process, "exit");
  }

  async checkConfig(news: Plain): Promise<string[]> {
    return (await this.checkedConfig(news)).failures;
  }

  async checkedConfig(news: Plain): Promise<{ inputs: Plain; failures: string[] }> {
    const request = new pb.CheckRequest().setNews(struct(news));
    const response = await this.#call<pb.CheckResponse>("checkConfig", request);
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diffConfig(olds: Plain, news: Plain): Promise<pb.DiffResponse> {
    const request = new pb.DiffRequest().setOldInputs(struct(olds)).setNews(struct(news));
    return this.#call("diffConfig", request);
  }

  async handshake(engineAddress = ""): Promise<pb.ProviderHandshakeResponse.AsObject> {
    const request = new pb.ProviderHandshakeRequest().setEngineAddress(engineAddress);
    return (await this.#call<pb.ProviderHandshakeResponse>("handshake", request)).toObject();
  }

  async pluginInfo(): Promise<string> {
    return (await this.#call<PluginInfo>("getPluginInfo", new Empty())).getVersion();
  }

  async configure(args: Plain): Promise<void> {
    const urn = "urn:pulumi:dev::clusters::pulumi:providers:nautes::default";
    await this.#call("configure", new pb.ConfigureRequest().setUrn(urn).setArgs(struct(args)));
  }

  async check(
    urn: string,
    news: Plain,
    olds?: Plain,
  ): Promise<{ inputs: Plain; failures: string[] }> {
    const request = new pb.CheckRequest().setUrn(urn).setNews(struct(news));
    if (olds !== undefined) request.setOlds(struct(olds));
    const response = await this.#call<pb.CheckResponse>("check", request);
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async diff(
    urn: string,
    olds: Plain,
    news: Plain,
    oldOutputs: Plain = {},
  ): Promise<pb.DiffResponse> {
    const request = new pb.DiffRequest()
      .setUrn(urn)
      .setNews(struct(news))
      .setOlds(struct(oldOutputs));
    return this.#call<pb.DiffResponse>("diff", request.setOldInputs(struct(olds)));
  }

  async create(
    urn: string,
    inputs: Plain,
    preview = false,
    timeoutSeconds = 0,
  ): Promise<{ id: string; outputs: Plain }> {
    const request = new pb.CreateRequest()
      .setUrn(urn)
      .setProperties(struct(inputs))
      .setTimeout(timeoutSeconds);
    const response = await this.#call<pb.CreateResponse>("create", request.setPreview(preview));
    return { id: response.getId(), outputs: plain(response.getProperties()) };
  }

  async update(
    urn: string,
    olds: { inputs: Plain; outputs: Plain },
    inputs: Plain,
    preview = false,
  ): Promise<Plain> {
    const request = new pb.UpdateRequest()
      .setUrn(urn)
      .setOldInputs(struct(olds.inputs))
      .setOlds(struct(olds.outputs))
      .setNews(struct(inputs))
      .setPreview(preview);
    return plain((await this.#call<pb.UpdateResponse>("update", request)).getProperties());
  }

  async read(
    urn: string,
    id: string,
    state?: { inputs: Plain; outputs: Plain },
  ): Promise<{ id: string; inputs: Plain; outputs: Plain }> {
    const request = new pb.ReadRequest().setUrn(urn).setId(id);
    if (state !== undefined) {
      request.setInputs(struct(state.inputs)).setProperties(struct(state.outputs));
    }
    const response = await this.#call<pb.ReadResponse>("read", request);
    return {
      id: response.getId(),
      inputs: plain(response.getInputs()),
      outputs: plain(response.getProperties()),
    };
  }

  async delete(
    urn: string,
    olds: { inputs: Plain; outputs: Plain },
    timeoutSeconds = 0,
  ): Promise<void> {
    const request = new pb.DeleteRequest()
      .setUrn(urn)
      .setTimeout(timeoutSeconds)
      .setOldInputs(struct(olds.inputs))
      .setProperties(struct(olds.outputs));
    await this.#call("delete", request);
  }

  async invoke(token: string, args: Plain): Promise<{ result: Plain; failures: string[] }> {
    const request = new pb.InvokeRequest().setTok(token).setArgs(struct(args));
    const response = await this.#call<pb.InvokeResponse>("invoke", request);
    return {
      result: plain(response.getReturn()),
      failures: response.getFailuresList().map((failure) => failure.getReason()),
    };
  }

  async schema(): Promise<unknown> {
    const response = await this.#call<pb.GetSchemaResponse>("getSchema", new pb.GetSchemaRequest());
    return JSON.parse(response.getSchema());
  }

  async cancel(): Promise<void> {
    await this.#call("cancel", new Empty());
  }

  #call<R>(method: string, request: unknown): Promise<R> {
    type Method = (q: unknown, done: (error: unknown, response: R) => void) => void;
    const client = this.#client as unknown as Record<string, Method>;
    return new Promise((resolve, reject) => {
      client[method]!.call(client, request, (error, response) =>
        error === null ? resolve(response) : reject(error as Error),
      );
    });
  }
}

/** What a call was refused with. */
export async function rejection(call: Promise<unknown>): Promise<Rejection> {
  return call.then(
    () => {
      throw new Error("the call was expected to be refused");
    },
    (error: unknown) => error as Rejection,
  );
}

function struct(value: Plain): Struct {
  return Struct.fromJavaScript(value as never);
}

function plain(value: Struct | undefined): Plain {
  return value?.toJavaScript() ?? {};
}
