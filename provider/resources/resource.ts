import type { Decoded, ValuePath } from "../codec";

/** One problem of an input: its property path and a sentence that ends with what to do. */
export interface Failure {
  readonly path: string;
  readonly reason: string;
}

/** Inputs or outputs for the engine, with the places that are secret. */
export interface Encodable {
  readonly value: { readonly [key: string]: unknown };
  readonly secrets: readonly ValuePath[];
}

export interface CheckResult {
  readonly inputs: Encodable;
  readonly failures: readonly Failure[];
}

export interface DiffResult {
  /** Property path → what happens to it; compared are old inputs with new ones. */
  readonly changes: readonly PropertyChange[];
  /** Property paths of which a change means another resource. */
  readonly replaces: readonly string[];
}

export interface PropertyChange {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** One call of the engine about one resource. */
export interface Operation {
  readonly urn: string;
  readonly signal: AbortSignal;
  /** In milliseconds. */
  readonly timeout: number;
  /** Whether customTimeouts say so. Default: false. */
  readonly isTimeoutGiven?: boolean;
}

/** A resource as it stands after an operation; outputs do not repeat the inputs. */
export interface Standing {
  readonly id: string;
  readonly outputs: Encodable;
}

/** What a custom resource of this provider does, free of gRPC. Each method rejects with a NautesError. */
export interface Resource {
  /** Whether the engine is to read it before each preview and update, as far as drift is detected at all. */
  readonly drifts: boolean;
  check(urn: string, olds: Decoded | undefined, news: Decoded): CheckResult;
  diff(urn: string, olds: Decoded, news: Decoded, oldOutputs: Decoded): DiffResult;
  create(call: Operation & { inputs: Decoded; preview: boolean }): Promise<Standing>;
  update(
    call: Operation & {
      id: string;
      olds: Decoded;
      oldOutputs: Decoded;
      inputs: Decoded;
      preview: boolean;
    },
  ): Promise<Standing>;
  /** Undefined: it is gone. `inputs` absent: import by `id`. */
  read(
    call: Operation & { id: string; inputs: Decoded | undefined; outputs: Decoded },
  ): Promise<(Standing & { readonly inputs: Encodable }) | undefined>;
  delete(call: Operation & { id: string; olds: Decoded; oldOutputs: Decoded }): Promise<void>;
}
