import * as pulumi from "@pulumi/pulumi";
import { StructureChanged } from "./derivation";
import { InvalidArguments } from "./registration";

/** What a user is to do about a component: `message` without a stack, a whole sentence first. */
export function failure(component: pulumi.ComponentResource, message: string): Error {
  const error = new pulumi.ResourceError(message, component, true);
  return Object.defineProperties(error, {
    // Pulumi writes the property's name before the message of whatever an output fails with, and the property is that
    // of a child, which tells users nothing.
    message: { get: () => message, set: () => undefined },
    // Pulumi inspects every error that it reports, and Node.js 20 never comes to an end with a stack that has
    // `node_modules/@pulumi/output.ts` in it, as those of outputs have (`markNodeModules` in its util.inspect).
    stack: { value: "" },
  });
}

/** The same for whatever a rendering fails with. */
export function explained(component: pulumi.ComponentResource, error: unknown): Error {
  if (error instanceof InvalidArguments) {
    return failure(component, `${error.message} [${error.code}]`);
  }
  if (error instanceof StructureChanged) return failure(component, error.message);
  const what = error instanceof Error ? error.message : String(error);
  return failure(
    component,
    `This is a defect of pulumi-nautes; please report it: ${what} [unforeseen]`,
  );
}

/**
 * Lets the run fail without ending the program: the Node.js runtime reports a rejection that nobody handles on its
 * resource, goes on, and exits with an error at the end. (`log.error` alone would let the run succeed.)
 */
export function failAtEnd(error: Error): void {
  void Promise.reject(error);
}
