import type { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Tells the user something about a resource; nothing is said on stdout, which belongs to the port line. */
export interface Log {
  /** Shown under the resource, and kept. */
  warn(urn: string, message: string): void;
  info(urn: string, message: string): void;
  /** Shown in the status column while it lasts. */
  progress(urn: string, message: string): void;
}

/** A log that speaks through the engine; before the handshake gave one, it is silent. */
export function engineLog(engine: () => EngineClient | undefined): Log {
  return {
    warn: (urn, message) => say(urn, message, LogSeverity.WARNING, false),
    info: (urn, message) => say(urn, message, LogSeverity.INFO, false),
    progress: (urn, message) => say(urn, message, LogSeverity.INFO, true),
  };

  function say(urn: string, message: string, severity: Severity, ephemeral: boolean): void {
    const request = new LogRequest();
    request.setUrn(urn);
    request.setMessage(message);
    request.setSeverity(severity);
    request.setEphemeral(ephemeral);
    // A message that cannot be delivered must not fail the operation it is about.
    engine()?.log(request, () => undefined);
  }
}

type Severity = Parameters<LogRequest["setSeverity"]>[0];
