/** How V8 has the stack of an error written; older versions of Node.js have no way of their own. */
const stacks: { prepareStackTrace?: Written | undefined } = Error;

type Written = (error: Error, calls: NodeJS.CallSite[]) => unknown;

/** What comes first of every stack that Pulumi takes, and is not written: its own calls, and the constructor called. */
const leading = 5;

/** Folders whose calls say nothing to who reads a program. */
const ours = [__dirname, __dirname.replace(/components$/, "provider")];
const pulumi = /[\\/]node_modules[\\/]@pulumi[\\/]pulumi[\\/]/;

/**
 * Leaves out of stacks, until what it answers is called, which is to be before anything else can happen: calls of this
 * package, of Node.js and of Pulumi's launcher, which are the same for all resources. Those of the program stay. Pulumi
 * writes the whole stack of every resource into the state, and with it where all of these are installed.
 */
export function standInProgram(): () => void {
  return withCalls((call, index) => index < leading || isOfProgram(call));
}

/** Makes a part of a component, whose own stack says where that stands. */
export function standInComponent<T>(make: () => T): T {
  const restore = withCalls((_, index) => index < leading);
  try {
    return make();
  } finally {
    restore();
  }
}

function withCalls(isTold: (call: NodeJS.CallSite, index: number) => boolean): () => void {
  const before = stacks.prepareStackTrace;
  stacks.prepareStackTrace = (error, calls) => (before ?? written)(error, calls.filter(isTold));
  return () => {
    stacks.prepareStackTrace = before;
  };
}

function isOfProgram(call: NodeJS.CallSite): boolean {
  const file = call.getFileName() ?? "node:";
  if (file.startsWith("node:") || pulumi.test(file)) return false;
  return !ours.some(
    (folder) => file.startsWith(folder) && /^[\\/]/.test(file.slice(folder.length)),
  );
}

function written(error: Error, calls: readonly unknown[]): string {
  return [String(error), ...calls.map((call) => `    at ${String(call)}`)].join("\n");
}
