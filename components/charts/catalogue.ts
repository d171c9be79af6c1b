import type { Category } from "../registration/categories";
import { deployment } from "./deployment";
import { eventListener } from "./event-listener";
import { gateway } from "./gateway";
import type { ChartCluster, InstallPlan } from "./model";
import { multiTenant } from "./multi-tenant";
import { oauthProxy } from "./oauth-proxy";
import { otherComponent } from "./other-component";
import { pipeline } from "./pipeline";
import { hasDashboard, installed, isOther, placesOf } from "./places";
import type { ChartChoices } from "./places";
import { labelsOf, mergePlans } from "./plans";
import type { ChartPlanner } from "./plans";
import { progressiveDelivery } from "./progressive-delivery";
import { secretManagement } from "./secret-management";
import { secretSync } from "./secret-sync";

/** What each category installs. */
export const catalogue = {
  deployment,
  eventListener,
  gateway,
  multiTenant,
  oauthProxy,
  pipeline,
  progressiveDelivery,
  secretManagement,
  secretSync,
} satisfies Record<Category, ChartPlanner>;

/** All that a cluster gets; of a virtual one what is inside it. @throws Error on what the checks of `needs` refuse */
export function installPlan(cluster: ChartCluster, choices: ChartChoices): InstallPlan {
  const places = placesOf(choices);
  const shown = hasDashboard(cluster, choices) ? cluster : { ...cluster, tektonHost: undefined };
  const plans = installed[cluster.clusterClass].map((category) => {
    const choice = choices[category] ?? {};
    if (isOther(category, choice)) return otherComponent(cluster, category, choice);
    return catalogue[category](shown, choice, places);
  });
  const whole = mergePlans(plans);
  const namespaces = Object.entries(whole.namespaces).map(
    ([name, labels]) => [name, labelsOf(cluster.name, labels)] as const,
  );
  return { ...whole, namespaces: Object.fromEntries(namespaces) };
}
