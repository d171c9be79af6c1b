import * as pulumi from "@pulumi/pulumi";
import { isEventual } from "../leaf-outputs";
import type { Category } from "../registration/categories";
import { categories } from "../registration/categories";

/** Helm values that a user gives, category → values; they may be outputs anywhere, and so no rendering sees them. */
export type GivenValues = Readonly<Record<string, readonly unknown[]>>;

/** The arguments without Helm values, and those apart; a category's `values` come after its `chart.values`. */
export function apart<Args extends { readonly components?: unknown }>(
  args: Args,
): { readonly args: Args; readonly values: GivenValues } {
  if (!isMap(args.components)) return { args, values: {} };
  const values: Record<string, readonly unknown[]> = {};
  const components = Object.entries(args.components).map(([category, choice]) => {
    if (!isMap(choice)) return [category, choice] as const;
    const { chart } = choice;
    const given = [isMap(chart) ? chart["values"] : undefined, choice["values"]];
    values[category] = given.filter((one) => one !== undefined);
    const source = isMap(chart) ? { chart: without(chart, "values") } : {};
    return [category, { ...without(choice, "values"), ...source }] as const;
  });
  return { args: { ...args, components: Object.fromEntries(components) }, values };
}

/** The same by release, which is named like the category's component. */
export function valuesByRelease(values: GivenValues, components: unknown): GivenValues {
  const choices = isMap(components) ? components : {};
  return Object.fromEntries(
    Object.entries(values).map(([category, given]) => {
      const choice = choices[category];
      const name = isMap(choice) ? choice["name"] : undefined;
      const known = categories[category as Category].component;
      return [typeof name === "string" ? name : known, given];
    }),
  );
}

/** `base` with `more` over it: maps are merged, also those that outputs turn out to be; all else is replaced. */
export function merged(base: unknown, more: unknown): unknown {
  if (isEventual(more) ? isMap(base) || isEventual(base) : isEventual(base) && isMap(more))
    return pulumi.all([base, more]).apply(([known, over]) => merged(known, over));
  if (!isMap(base) || !isMap(more)) return more;
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(more))
    result[key] = Object.hasOwn(base, key) ? merged(base[key], value) : value;
  return result;
}

function without(map: Readonly<Record<string, unknown>>, key: string) {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

/** A plain object, not an output or a list. */
function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
