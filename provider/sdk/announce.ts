import * as pulumi from "@pulumi/pulumi";

/** Component → how many others must be registered before it, one after the other. */
const levels = new WeakMap<pulumi.Resource, number>();

/** What is to be announced of a run that is still in its synchronous phase: provider → registrations by level. */
const gathering = new Map<pulumi.Resource | undefined, Map<Issuer, number[]>>();

type Issuer = pulumi.ProviderResource | undefined;

/**
 * Says that the registration of `component` waits for those of `predecessors`; a predecessor of another stack does not
 * count, for nothing of it is registered in this run.
 */
export function follows(component: pulumi.Resource, predecessors: readonly unknown[]): void {
  const theirs = predecessors.map((one) => (isResource(one) ? (levels.get(one) ?? 0) + 1 : 0));
  levels.set(component, Math.max(0, ...theirs));
}

/**
 * Counts `resource` among those that the provider is told of, once, right after the synchronous phase of the program:
 * knowing what is to come it can commit as soon as the last of a level has arrived.
 */
export function announce(
  resource: pulumi.CustomResource,
  token: string,
  parent: pulumi.Resource | undefined,
): void {
  const stack = pulumi.runtime.getStackResource();
  const run = gathering.get(stack) ?? new Map<Issuer, number[]>();
  if (!gathering.has(stack)) {
    gathering.set(stack, run);
    // Unreferenced: a test with mocks that is over must not be kept waiting.
    setImmediate(() => send(stack)).unref();
  }
  const issuer = resource.getProvider(token);
  const counts = run.get(issuer) ?? [];
  run.set(issuer, counts);
  const level = (parent && levels.get(parent)) ?? 0;
  for (let each = 0; each <= level; each++) counts[each] ??= 0;
  counts[level] = (counts[level] ?? 0) + 1;
}

function send(stack: pulumi.Resource | undefined): void {
  const run = gathering.get(stack);
  gathering.delete(stack);
  const parallel = Number.parseInt(process.env["PULUMI_NODEJS_PARALLEL"] ?? "", 10);
  for (const [provider, counts] of run ?? []) {
    pulumi.runtime
      .invoke(
        "nautes:index:announce",
        { levels: counts, ...(parallel > 0 ? { parallel } : {}) },
        provider === undefined ? {} : { provider },
      )
      // Without it the provider commits when nothing has come for a while: slower, not wrong.
      .catch(() => undefined);
  }
}

function isResource(value: unknown): value is pulumi.Resource {
  return pulumi.Resource.isInstance(value);
}
