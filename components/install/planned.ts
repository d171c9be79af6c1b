import * as pulumi from "@pulumi/pulumi";
import type { Path, Specimens } from "../derivation";
import { explained } from "../failure";
import { renderLeaves } from "../leaf-outputs";
import { secretArguments } from "../secret-arguments";
import { specimensFor } from "../registration";

/** Arguments that give the files their structure, but no plan. */
const planSpecimens: Readonly<Record<string, Specimens>> = {
  "tenant.git.address": ["https://a.specimen.example", "https://b.specimen.example"],
  "hostCluster.clusterName": ["specimen-a", "specimen-b"],
};

/**
 * What `plan` makes of arguments among which may be outputs: which resources there are derives from the plain ones
 * alone, so that none of them is registered late.
 */
export function planned<Plan>(
  component: pulumi.ComponentResource,
  plan: (args: never) => Plan,
  args: object,
): Plan {
  const described = Object.fromEntries(
    Object.entries(args).filter(([key]) => key !== "repository" && key !== "adopt"),
  );
  try {
    const rendered = renderLeaves(described, {
      render: plan as (args: object) => Plan,
      specimensFor: (path: Path) => specimensFor(path) ?? planSpecimens[path.join(".")],
      secrets: secretArguments,
      failed: (error) => explained(component, error),
    });
    return rendered.at([]) as Plan;
  } catch (error) {
    throw explained(component, error);
  }
}

/** A reference that comes as one output, as several: which keys it has is known. */
export function leaves(reference: unknown, keys: readonly string[]): unknown {
  if (!(reference instanceof Promise) && !pulumi.Output.isInstance(reference)) return reference;
  const whole = pulumi.output(reference as pulumi.Input<Readonly<Record<string, unknown>>>);
  return Object.fromEntries(keys.map((key) => [key, whole.apply((known) => known[key])]));
}
