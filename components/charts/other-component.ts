import type { Category } from "../registration/categories";
import type { ChartChoice, ChartCluster, InstallPlan } from "./model";
import { given, plan } from "./plans";
import { release } from "./release";

/** A component that the catalogue does not know: its namespace and its release, nothing else. */
export function otherComponent(
  cluster: ChartCluster,
  category: Category,
  choice: ChartChoice,
): InstallPlan {
  const name = given(choice.name, "The component's name");
  const namespace = choice.namespace ?? name;
  return plan({
    namespaces: { [namespace]: {} },
    releases: {
      [name]: release(cluster, choice, {
        namespace,
        wave: category === "gateway" ? 1 : 2,
        chart: {
          name: given(choice.chart?.name, "The chart's name"),
          version: given(choice.chart?.version, "The chart's version"),
          timeoutSeconds: 600,
        },
        values: {},
      }),
    },
  });
}
