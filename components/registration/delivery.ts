import type { Delivery } from "./args";

export const deliveries = ["push", "pull"] as const satisfies readonly Delivery[];

/** What a cluster's components come by unless it is said. */
export const defaultDelivery: Delivery = "push";

/** The delivery that arguments ask for, which may be anything else as well. */
export function deliveryOf(args: unknown): Delivery {
  const given =
    typeof args === "object" && args !== null && "delivery" in args ? args.delivery : undefined;
  return given === "push" || given === "pull" ? given : defaultDelivery;
}
