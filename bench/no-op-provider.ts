import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { endWithParent } from "../provider/lifeline";
import { unary } from "../provider/wire";

/** A resource provider that does nothing: what the engine, its SDK and gRPC take of an update by themselves. */
const handlers: grpc.UntypedServiceImplementation = {
  handshake: unary(() =>
    new pb.ProviderHandshakeResponse().setAcceptSecrets(true).setAcceptOutputs(true),
  ),
  getPluginInfo: unary(() => new PluginInfo().setVersion("0.0.0")),
  checkConfig: unary((q: pb.CheckRequest) => new pb.CheckResponse().setInputs(q.getNews())),
  diffConfig: unary(() => unchanged()),
  configure: unary(() =>
    new pb.ConfigureResponse()
      .setAcceptsecrets(true)
      .setAcceptoutputs(true)
      .setSupportspreview(true),
  ),
  invoke: unary(() => new pb.InvokeResponse().setReturn(new Struct())),
  check: unary((q: pb.CheckRequest) => new pb.CheckResponse().setInputs(q.getNews())),
  diff: unary((q: pb.DiffRequest) => {
    const [olds, news] = [q.getOldInputs(), q.getNews()].map((one) => bytes(one));
    return olds === news ? unchanged() : changed();
  }),
  create: unary((q: pb.CreateRequest) =>
    new pb.CreateResponse()
      .setId(q.getPreview() ? "" : q.getUrn())
      .setProperties(outputs())
      .setRefreshBeforeUpdate(true),
  ),
  read: unary((q: pb.ReadRequest) =>
    new pb.ReadResponse()
      .setId(q.getId())
      .setInputs(q.getInputs())
      .setProperties(q.getProperties())
      .setRefreshBeforeUpdate(true),
  ),
  update: unary(() =>
    new pb.UpdateResponse().setProperties(outputs()).setRefreshBeforeUpdate(true),
  ),
  delete: unary(() => new Empty()),
  cancel: unary(() => new Empty()),
};

function unchanged(): pb.DiffResponse {
  return new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_NONE);
}

function changed(): pb.DiffResponse {
  return new pb.DiffResponse().setChanges(pb.DiffResponse.DiffChanges.DIFF_SOME);
}

function bytes(struct: Struct | undefined): string {
  return JSON.stringify((struct ?? new Struct()).toJavaScript());
}

/** As many as ours has. */
function outputs(): Struct {
  const all: Record<string, JavaScriptValue> = { commit: "0".repeat(40), seen: {} };
  return Struct.fromJavaScript(all);
}

const server = new grpc.Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
});
server.addService(ResourceProviderService, handlers);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  endWithParent(() => {
    server.forceShutdown();
    return Promise.resolve();
  });
  process.stdout.write(`${port}\n`);
});
