import * as pulumi from "@pulumi/pulumi";
import type { Path, Specimens } from "../derivation";
import { explained, failAtEnd } from "../failure";
import { renderLeaves } from "../leaf-outputs";
import { leaveOut } from "../registered";
import { InvalidArguments } from "../registration";
import { secretArguments } from "../secret-arguments";
import { specimensFor } from "../specimens";

/** Arguments of which a plan makes more, or something else, than the files do. */
const planSpecimens: Readonly<Record<string, Specimens>> = {
  "hostCluster.clusterName": ["specimen-a", "specimen-b"],
  "cluster.components.deployment.namespace": ["specimen-a", "specimen-b"],
  "components.multiTenant.additions.syncResourceTypes": ["a.example/A", "a.example/A,b.example/B"],
};

/**
 * What `plan` makes of arguments among which may be outputs: which resources there are derives from the plain ones
 * alone, so that none of them is registered late. What is wrong fails a preview at its end, so that one preview reports
 * all, and the component is left out of it (undefined); an update it ends at once.
 */
export function planned<Plan>(
  component: pulumi.ComponentResource,
  plan: (args: never) => Plan,
  args: object,
): Plan | undefined {
  const described = Object.fromEntries(
    Object.entries(args).filter(([key]) => key !== "repository" && key !== "adopt"),
  );
  try {
    const rendered = renderLeaves(described, {
      render: plan as (args: object) => Plan,
      specimensFor: (path) =>
        planSpecimens[path.join(".")] ?? specimensFor(path) ?? late(args, path),
      mayVary,
      secrets: secretArguments,
      failed: (error) => explained(component, error),
    });
    return rendered.at([]) as Plan;
  } catch (error) {
    const reported = explained(component, error);
    if (!pulumi.runtime.isDryRun()) throw reported;
    failAtEnd(reported);
    leaveOut(component);
    return undefined;
  }
}

/** Inside a release's values and an object's specification nothing decides which resources there are. */
function mayVary(path: Path): boolean {
  const start = path.findIndex((step) => step === "releases" || step === "objects");
  if (start === -1) return false;
  const inside = path.slice(start + 2);
  return path[start] === "releases"
    ? inside[0] === "values"
    : inside[0] === "manifest" && inside[1] === "spec";
}

/** @throws InvalidArguments */
function late(args: object, path: Path): never {
  const subject =
    "clusterName" in args
      ? `cluster ${JSON.stringify(args.clusterName)}`
      : `deployment runtime ${"runtimeName" in args ? JSON.stringify(args.runtimeName) : ""}`;
  const message =
    "is known only later, and decides what is installed; give it as a plain value (texts in it may be outputs).";
  throw new InvalidArguments(subject, [{ path: path.join("."), message }]);
}

/** A reference that comes as one output, as several: which keys it has is known. */
export function leaves(reference: unknown, keys: readonly string[]): unknown {
  if (!(reference instanceof Promise) && !pulumi.Output.isInstance(reference)) return reference;
  const whole = pulumi.output(reference as pulumi.Input<Readonly<Record<string, unknown>>>);
  return Object.fromEntries(keys.map((key) => [key, whole.apply((known) => known[key])]));
}
