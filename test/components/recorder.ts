import { runInThisContext } from "node:vm";
import * as pulumi from "@pulumi/pulumi";
import type {
  RegisterResourceRequest,
  RegisterResourceResponse,
} from "@pulumi/pulumi/proto/resource_pb";

/** A resource as the engine is asked to register it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  /** Names. */
  readonly dependsOn: readonly string[];
  readonly provider: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly createTimeout: string;
  readonly deletedWith: string;
  readonly aliases: number;
  /** With the marks of the wire protocol on secrets and unknown values. */
  readonly inputs: Inputs;
}

/** Inputs as they travel, to be looked into by tests. */
export interface Inputs {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- any shape of data
  readonly [key: string]: any;
}

/** What a program asked of the engine, with mocks in its place. */
export interface Recording {
  readonly resources: Registered[];
  readonly calls: pulumi.runtime.MockCallArgs[];
  /** What failed the run, as its runtime would report it. */
  readonly failures: Error[];
  /** Ends recording. */
  stop(): void;
}

export interface RecordOptions {
  readonly preview?: boolean;
  /** Answers a call of a provider's function. */
  readonly answer?: (call: pulumi.runtime.MockCallArgs) => Inputs;
}

interface Monitor {
  registerResource: (
    request: RegisterResourceRequest,
    callback: (error: unknown, response: RegisterResourceResponse) => void,
  ) => Promise<void>;
}

/** The process itself; tests are given a copy of it, whose events never come. */
const realProcess = runInThisContext("process") as NodeJS.Process;

/** Puts mocks in the engine's place, and records what they are asked. */
export function record({ preview = false, answer }: RecordOptions = {}): Recording {
  const calls: pulumi.runtime.MockCallArgs[] = [];
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...(inputs as Inputs) } }),
    call: (call) => {
      calls.push(call);
      return answer?.(call) ?? {};
    },
  };
  void pulumi.runtime.setMocks(mocks, "clusters", "dev", preview);
  const resources: Registered[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    resources.push(requested(request));
    return register(request, callback);
  };
  return Object.assign(watchFailures(), { resources, calls });
}

function watchFailures(): Pick<Recording, "failures" | "stop"> {
  const failures = new Set<Error>();
  function add(error: unknown): void {
    failures.add(error as Error);
  }
  // Jest fails a test for what Pulumi's runtime takes for a failure of the program.
  const others = realProcess.listeners("unhandledRejection");
  realProcess.removeAllListeners("unhandledRejection").on("unhandledRejection", add);
  return {
    get failures() {
      return [...failures];
    },
    stop: () => {
      realProcess.off("unhandledRejection", add);
      for (const other of others) realProcess.on("unhandledRejection", other);
    },
  };
}

function requested(request: RegisterResourceRequest): Registered {
  return {
    type: request.getType(),
    name: request.getName(),
    parent: nameIn(request.getParent()),
    custom: request.getCustom(),
    dependsOn: request.getDependenciesList().map(nameIn).sort(),
    provider: request.getProvider(),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    createTimeout: request.getCustomtimeouts()?.getCreate() ?? "",
    deletedWith: request.getDeletedwith(),
    aliases: request.getAliasesList().length,
    inputs: request.getObject()?.toJavaScript() ?? {},
  };
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** Lets everything happen that has been started. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** What is known of a value: itself, `unknown`, and whether it is secret. */
export async function reveal(value: unknown): Promise<string> {
  const output = pulumi.output(value) as unknown as {
    isKnown: Promise<boolean>;
    isSecret: Promise<boolean>;
    promise(): Promise<unknown>;
  };
  const secret = (await output.isSecret) ? "secret " : "";
  if (!(await output.isKnown)) return `${secret}unknown`;
  const known = await output.promise();
  return secret + (known === undefined ? "undefined" : JSON.stringify(known));
}

/** A value that is not known before the update. */
export function unknown(): pulumi.Output<string> {
  return pulumi.output(pulumi.unknown) as unknown as pulumi.Output<string>;
}
