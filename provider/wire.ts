import * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import type { Value } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Decoded } from "./codec";
import { decode, encode } from "./codec";
import { errorCodes, NautesError } from "./errors";
import type { DiffResult, Encodable, Failure, Operation } from "./resources/resource";

/** The time an operation has when customTimeouts says nothing: enough for many retries, short enough to notice. */
export const DEFAULT_TIMEOUT_MS = 10 * 60_000;

/** A handler that answers what `handle` resolves to, and gives it a signal that the caller's cancel aborts. */
export function unary<Q, R>(
  handle: (request: Q, signal: AbortSignal) => R | Promise<R>,
): grpc.handleUnaryCall<Q, R> {
  return (call, respond) => {
    const abort = new AbortController();
    call.on("cancelled", () => abort.abort());
    Promise.resolve()
      .then(() => handle(call.request, abort.signal))
      .then(
        (response) => respond(null, response),
        (error: unknown) => respond(statusOf(error)),
      );
  };
}

/** The plain value of a Struct, with the places of its secrets. */
export function read(struct: Struct | undefined): Decoded {
  return decode(struct === undefined ? {} : plainMap(struct));
}

/** Like `Struct.toJavaScript`, which would take a key `__proto__` for the map's prototype. */
function plainMap(struct: Struct): Record<string, unknown> {
  return Object.fromEntries([...struct.getFieldsMap().entries()].map(([k, v]) => [k, plain(v)]));
}

function plain(value: Value): unknown {
  const list = value.getListValue();
  if (list !== undefined) return list.getValuesList().map(plain);
  const struct = value.getStructValue();
  return struct === undefined ? value.toJavaScript() : plainMap(struct);
}

export function written({ value, secrets }: Encodable): Struct {
  return Struct.fromJavaScript(encode(value, secrets));
}

export function operation(
  request: { getUrn(): string; getTimeout(): number },
  signal: AbortSignal,
): Operation {
  const seconds = request.getTimeout();
  return {
    urn: request.getUrn(),
    signal,
    timeout: seconds > 0 ? seconds * 1000 : DEFAULT_TIMEOUT_MS,
    isTimeoutGiven: seconds > 0,
  };
}

/** `urn:pulumi:stack::project::parent$type::name` → `type`. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The path stands in the reason: naming the property would make the engine print all of its value. */
export function checkFailure({ reason }: Failure): pb.CheckFailure {
  return new pb.CheckFailure().setReason(reason);
}

export function diffResponse({ changes, replaces }: DiffResult): pb.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = pb.DiffResponse.DiffChanges;
  if (changes.length === 0) return new pb.DiffResponse().setChanges(DIFF_NONE);
  const response = new pb.DiffResponse()
    .setChanges(DIFF_SOME)
    .setReplacesList([...replaces])
    .setDiffsList([...new Set(changes.map(({ path }) => /^[^.[]*/.exec(path)?.[0] ?? path))])
    .setHasdetaileddiff(true);
  for (const { path, kind } of changes) {
    const kinds = replaces.includes(path) ? replacingKinds : keepingKinds;
    response
      .getDetaileddiffMap()
      .set(path, new pb.PropertyDiff().setKind(kinds[kind]).setInputdiff(true));
  }
  return response;
}

const { Kind } = pb.PropertyDiff;
const keepingKinds = { add: Kind.ADD, delete: Kind.DELETE, update: Kind.UPDATE };
const replacingKinds = {
  add: Kind.ADD_REPLACE,
  delete: Kind.DELETE_REPLACE,
  update: Kind.UPDATE_REPLACE,
};

/** A clean gRPC status: no code that makes the engine doubt whether something was written, and no stack. */
function statusOf(error: unknown): Partial<grpc.StatusObject> {
  if (error instanceof NautesError) {
    return {
      code: grpc.status[errorCodes[error.code]],
      details: `${error.message} [${error.code}${placeOf(error)}]`,
    };
  }
  const what = error instanceof Error ? error.message : String(error);
  if (error instanceof Error) process.stderr.write(`${error.stack ?? what}\n`);
  return {
    code: grpc.status.FAILED_PRECONDITION,
    details:
      `Something unforeseen failed in the nautes provider: ${what}\n` +
      "Please report it; `pulumi up --logtostderr -v=5` shows where it happened. [unforeseen]",
  };
}

/** The path, property or key that an error is about, unless the message says it. */
function placeOf({ at, message }: NautesError): string {
  return at === undefined || message.includes(at) ? "" : ` at ${at}`;
}
