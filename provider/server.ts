import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { engineLog } from "./log";
import type { NautesProvider } from "./provider";
import { withoutRunKeys } from "./config/run-keys";
import { checkFailure, DEFAULT_TIMEOUT_MS, diffResponse, operation } from "./wire";
import { read, typeOf, unary, written } from "./wire";
import { version } from "./version";

/** A running gRPC `ResourceProvider` (core: proto/pulumi/provider.proto) on a port of the loopback interface. */
export interface RunningServer {
  readonly port: number;
  /** Lets what is under way end, then closes. */
  stop(): Promise<void>;
}

/** Starts the server; `engineAddress` is where to log until the handshake says another. */
export async function startServer(engineAddress: string | undefined): Promise<RunningServer> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  const service = new Service(engineAddress);
  server.addService(ResourceProviderService, service.handlers());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return {
    port,
    stop: async () => {
      await service.close();
      server.forceShutdown();
    },
  };
}

/** Translates gRPC requests to calls of the provider, which is loaded with the first one that needs it. */
class Service {
  #engine: EngineClient | undefined;
  #engineAddress = "";
  /** Whether functions are told if they are called in a preview. */
  #tellsFunctions = false;
  #provider: Promise<NautesProvider> | undefined;

  constructor(engineAddress: string | undefined) {
    this.#connect(engineAddress);
  }

  handlers(): grpc.UntypedServiceImplementation {
    return {
      handshake: unary((q: pb.ProviderHandshakeRequest) => this.#handshake(q)),
      getPluginInfo: unary(() => new PluginInfo().setVersion(version)),
      getSchema: unary(async () =>
        new pb.GetSchemaResponse().setSchema((await this.#load()).schema()),
      ),
      checkConfig: unary((q: pb.CheckRequest) => this.#checkConfig(q)),
      diffConfig: unary((q: pb.DiffRequest) => this.#diffConfig(q)),
      configure: unary((q: pb.ConfigureRequest) => this.#configure(q)),
      invoke: unary((q: pb.InvokeRequest, signal) => this.#invoke(q, signal)),
      check: unary((q: pb.CheckRequest) => this.#check(q)),
      diff: unary((q: pb.DiffRequest) => this.#diff(q)),
      create: unary((q: pb.CreateRequest, signal) => this.#create(q, signal)),
      read: unary((q: pb.ReadRequest, signal) => this.#read(q, signal)),
      update: unary((q: pb.UpdateRequest, signal) => this.#update(q, signal)),
      delete: unary((q: pb.DeleteRequest, signal) => this.#delete(q, signal)),
      cancel: unary(async () => {
        if (this.#provider !== undefined) (await this.#provider).cancel();
        return new Empty();
      }),
    };
  }

  async close(): Promise<void> {
    if (this.#provider !== undefined) await (await this.#provider).close();
    this.#engine?.close();
  }

  #connect(address: string | undefined): void {
    if (address === undefined || address === "") return;
    this.#engineAddress = address;
    this.#engine?.close();
    this.#engine = new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** What only configuration and resources need (zod, yaml, the adapters) is not loaded before the port line. */
  #load(): Promise<NautesProvider> {
    this.#provider ??= import("./provider.js").then(
      (module) => new module.NautesProvider(engineLog(() => this.#engine)),
    );
    return this.#provider;
  }

  #handshake(request: pb.ProviderHandshakeRequest): pb.ProviderHandshakeResponse {
    this.#connect(request.getEngineAddress());
    this.#tellsFunctions = request.getInvokeWithPreview();
    return new pb.ProviderHandshakeResponse()
      .setAcceptSecrets(true)
      .setAcceptResources(false)
      .setAcceptOutputs(true);
  }

  async #checkConfig(request: pb.CheckRequest): Promise<pb.CheckResponse> {
    const provider = await this.#load();
    const { value, secrets } = read(request.getNews());
    // What is answered is what the state keeps.
    const kept = withoutRunKeys(value);
    const inputs = { value: kept, secrets: [...secrets, ...provider.secretConfig(kept)] };
    return new pb.CheckResponse()
      .setInputs(written(inputs))
      .setFailuresList(provider.checkConfig(value, process.env).map(checkFailure));
  }

  /** A change of configuration never replaces: the files belong to their resources, which say where they are. */
  async #diffConfig(request: pb.DiffRequest): Promise<pb.DiffResponse> {
    const provider = await this.#load();
    const olds = request.hasOldInputs() ? request.getOldInputs() : request.getOlds();
    return diffResponse({
      changes: provider.diffConfig(read(olds).value, read(request.getNews()).value),
      replaces: [],
    });
  }

  async #configure(request: pb.ConfigureRequest): Promise<pb.ConfigureResponse> {
    const provider = await this.#load();
    provider.configure(read(request.getArgs()).value, process.env, {
      provider: request.getUrn() ?? "",
      phase: () => this.#engineAddress,
    });
    return new pb.ConfigureResponse()
      .setAcceptsecrets(true)
      .setAcceptresources(false)
      .setAcceptoutputs(true)
      .setSupportspreview(true);
  }

  async #invoke(request: pb.InvokeRequest, signal: AbortSignal): Promise<pb.InvokeResponse> {
    const provider = await this.#load();
    if (this.#tellsFunctions) provider.heard(request.getPreview());
    const args = read(request.getArgs());
    const result = await provider.invoke(request.getTok(), args, {
      urn: "",
      signal,
      timeout: DEFAULT_TIMEOUT_MS,
    });
    return "failures" in result
      ? new pb.InvokeResponse().setFailuresList(result.failures.map(checkFailure))
      : new pb.InvokeResponse().setReturn(written(result));
  }

  async #check(request: pb.CheckRequest): Promise<pb.CheckResponse> {
    const resource = (await this.#load()).resource(typeOf(request.getUrn()));
    const olds = request.hasOlds() ? read(request.getOlds()) : undefined;
    const result = resource.check(request.getUrn(), olds, read(request.getNews()));
    return new pb.CheckResponse()
      .setInputs(written(result.inputs))
      .setFailuresList(result.failures.map(checkFailure));
  }

  async #diff(request: pb.DiffRequest): Promise<pb.DiffResponse> {
    const resource = (await this.#load()).resource(typeOf(request.getUrn()));
    const olds = request.hasOldInputs() ? request.getOldInputs() : request.getOlds();
    const [news, outputs] = [read(request.getNews()), read(request.getOlds())];
    return diffResponse(resource.diff(request.getUrn(), read(olds), news, outputs));
  }

  async #create(request: pb.CreateRequest, signal: AbortSignal): Promise<pb.CreateResponse> {
    const provider = await this.#load();
    const preview = request.getPreview();
    provider.heard(preview);
    const resource = provider.resource(typeOf(request.getUrn()));
    const standing = await resource.create({
      ...operation(request, signal),
      inputs: read(request.getProperties()),
      preview,
    });
    return new pb.CreateResponse()
      .setId(preview ? "" : standing.id)
      .setProperties(written(standing.outputs))
      .setRefreshBeforeUpdate(provider.detectsDrift(resource));
  }

  async #update(request: pb.UpdateRequest, signal: AbortSignal): Promise<pb.UpdateResponse> {
    const provider = await this.#load();
    provider.heard(request.getPreview());
    const resource = provider.resource(typeOf(request.getUrn()));
    const standing = await resource.update({
      ...operation(request, signal),
      id: request.getId(),
      olds: read(request.getOldInputs()),
      oldOutputs: read(request.getOlds()),
      inputs: read(request.getNews()),
      preview: request.getPreview(),
    });
    return new pb.UpdateResponse()
      .setProperties(written(standing.outputs))
      .setRefreshBeforeUpdate(provider.detectsDrift(resource));
  }

  async #read(request: pb.ReadRequest, signal: AbortSignal): Promise<pb.ReadResponse> {
    const provider = await this.#load();
    const given = read(request.getInputs());
    const resource = provider.resource(typeOf(request.getUrn()));
    const found = await resource.read({
      ...operation(request, signal),
      id: request.getId(),
      inputs: Object.keys(given.value).length === 0 ? undefined : given,
      outputs: read(request.getProperties()),
    });
    if (found === undefined) return new pb.ReadResponse();
    return new pb.ReadResponse()
      .setId(found.id)
      .setInputs(written(found.inputs))
      .setProperties(written(found.outputs))
      .setRefreshBeforeUpdate(provider.detectsDrift(resource));
  }

  async #delete(request: pb.DeleteRequest, signal: AbortSignal): Promise<Empty> {
    const provider = await this.#load();
    provider.heard(false);
    await provider.resource(typeOf(request.getUrn())).delete({
      ...operation(request, signal),
      id: request.getId(),
      olds: read(request.getOldInputs()),
      oldOutputs: read(request.getProperties()),
    });
    return new Empty();
  }
}
