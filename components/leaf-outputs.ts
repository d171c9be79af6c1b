import * as pulumi from "@pulumi/pulumi";
import type { Derivation, Path, Specimens } from "./derivation";
import { renderFully, renderPartly, replaceDerived, settledAt, trace, valueAt } from "./derivation";

/** How plain data is rendered from arguments among which may be outputs. */
export interface Rendering<Args, T> {
  /** Pure: the same arguments give the same data. */
  readonly render: (args: Args) => T;
  /** Two valid, different values of an argument; undefined: it decides over more than leaves. */
  readonly specimensFor: (path: Path) => Specimens | undefined;
  /** Whether a map or list of the data may get other keys or another length from an output. Default: none may. */
  readonly mayVary?: (path: Path) => boolean;
  /** Arguments that are secret even when they are given as plain values. */
  readonly secrets: readonly Path[];
  /** What to fail with when an output turns out to be wrong. */
  readonly failed: (error: unknown) => Error;
}

/** Data of which each leaf is plain, or an output that is known as soon as what it derives from is. */
export interface Rendered {
  at(path: Path): unknown;
}

/** An argument that is an output. */
interface Slot {
  readonly path: Path;
  readonly output: pulumi.Output<unknown>;
  /** Undefined: it decides over more than leaves. */
  readonly specimens: Specimens | undefined;
}

/**
 * Renders `args` so that an output among them makes only those leaves an output that derive from it: what is not known
 * before an update, or is secret, does not hide the rest. An output that decides over more than leaves makes all one.
 * @throws what `render` throws
 */
export function renderLeaves<Args extends object, T>(
  args: Args,
  rendering: Rendering<Args, T>,
): Rendered {
  const slots = findSlots(args, rendering);
  if (slots.length === 0) {
    const plain = rendering.render(args);
    return { at: (path) => valueAt(plain, path) };
  }
  const varying = rendering.mayVary === undefined ? {} : { mayVary: rendering.mayVary };
  const specimens = slots.flatMap((slot) => (slot.specimens ? [slot.specimens] : []));
  return specimens.length === slots.length
    ? leafByLeaf(slots, { render, specimens, ...varying }, rendering.failed)
    : asOne(slots, render, rendering.failed);

  function render(values: readonly unknown[]): T {
    return rendering.render(fill(args, slots, values));
  }
}

function asOne(
  slots: readonly Slot[],
  render: (values: readonly unknown[]) => unknown,
  failed: (error: unknown) => Error,
): Rendered {
  const whole = resolved(slots).apply((values) => guarded(() => render(values), failed));
  return { at: (path) => whole.apply((data) => valueAt(data, path)) };
}

function leafByLeaf<T>(
  slots: readonly Slot[],
  derivation: Derivation<T>,
  failed: (error: unknown) => Error,
): Rendered {
  const traced = trace(derivation);
  const whole = resolved(slots).apply((values) =>
    guarded(() => renderFully(derivation, traced, values), failed),
  );
  const partly = partialOutputs(slots, derivation);
  const tree = replaceDerived(traced, (path, from) =>
    from.length === slots.length
      ? whole.apply((data) => valueAt(data, path))
      : partly(from).apply((partial) => {
          const settled = guarded(() => settledAt(partial, path), failed);
          return settled ? settled.value : whole.apply((data) => valueAt(data, path));
        }),
  );
  return { at: (path) => valueAt(tree, path) };
}

/** Leaves that derive from the same values share one rendering. */
function partialOutputs<T>(slots: readonly Slot[], derivation: Derivation<T>) {
  const outputs = new Map<string, pulumi.Output<ReturnType<typeof renderPartly<T>>>>();
  return (from: readonly number[]) => {
    const known = outputs.get(from.join());
    if (known !== undefined) return known;
    const some = slots.filter((_, index) => from.includes(index));
    const output = resolved(some).apply((values) =>
      renderPartly(derivation, new Map(from.map((slot, index) => [slot, values[index]]))),
    );
    outputs.set(from.join(), output);
    return output;
  };
}

function resolved(slots: readonly Slot[]): pulumi.Output<unknown[]> {
  return pulumi.all(slots.map(({ output }) => output));
}

function guarded<T>(action: () => T, failed: (error: unknown) => Error): T {
  try {
    return action();
  } catch (error) {
    throw failed(error);
  }
}

function findSlots<Args, T>(
  args: Args,
  { specimensFor, secrets }: Rendering<Args, T>,
): readonly Slot[] {
  const secretKeys = new Set(secrets.map((path) => path.join(".")));
  return walk(args, []);

  function walk(value: unknown, path: Path): Slot[] {
    if (secretKeys.has(path.join(".")) && value !== undefined && value !== null) {
      return [secretSlot(value, path, specimensFor(path))];
    }
    if (isEventual(value)) {
      return [{ path, output: pulumi.output(value), specimens: specimensFor(path) }];
    }
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) =>
      walk(item, [...path, Array.isArray(value) ? Number(key) : key]),
    );
  }
}

/** A secret that is known is its own first specimen, so that a wrong one is refused at once like any other argument. */
function secretSlot(value: unknown, path: Path, specimens: Specimens | undefined): Slot {
  const output = pulumi.secret(value);
  if (isEventual(value) || specimens === undefined) return { path, output, specimens };
  const other = specimens[0] === value ? specimens[1] : specimens[0];
  return { path, output, specimens: [value, other] };
}

function fill<Args>(args: Args, slots: readonly Slot[], values: readonly unknown[]): Args {
  const byPath = new Map(slots.map(({ path }, index) => [JSON.stringify(path), values[index]]));
  return copy(args, []) as Args;

  function copy(value: unknown, path: Path): unknown {
    const key = JSON.stringify(path);
    if (byPath.has(key)) return byPath.get(key);
    if (Array.isArray(value)) return value.map((item, index) => copy(item, [...path, index]));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, copy(item, [...path, name])]),
    );
  }
}

/** Whether a value comes later. */
export function isEventual(value: unknown): value is pulumi.Output<unknown> | Promise<unknown> {
  return value instanceof Promise || pulumi.Output.isInstance(value);
}
