import type * as pulumi from "@pulumi/pulumi";
import { installPlan } from "../charts/catalogue";
import type { Described } from "../charts/described";
import type { InstallPlan } from "../charts/model";
import { isOther, placesOf } from "../charts/places";
import type { Leaving } from "../registered";
import { valuesByRelease } from "./chart-values";
import type { GivenValues } from "./chart-values";
import { install } from "./install";
import { planned } from "./planned";
import { forgotten, preflighted } from "./preflight";
import { secretText, site } from "./site";

/** What is to be installed on a cluster that is there already. */
export interface PhysicalInstallation {
  readonly component: pulumi.ComponentResource;
  readonly name: string;
  /** Without Helm values. */
  readonly args: {
    readonly clusterName: string;
    readonly kubeconfig?: pulumi.Input<string> | undefined;
    readonly components?: unknown;
    readonly deleteCrds?: boolean | undefined;
    readonly ifUnreachable?: "fail" | "detach" | undefined;
  };
  readonly values: GivenValues;
  readonly leaving: Leaving;
  readonly opts: pulumi.ComponentResourceOptions;
}

/** Makes what was planned, after other resources. */
export type Installation = (after: readonly pulumi.Resource[]) => void;

/** Plans what a physical worker or a host consists of, so that what is wrong with it is known before a file is written. */
export function planPhysical(
  describe: (args: never) => Described,
  given: PhysicalInstallation,
): Installation {
  const plan = planned(given.component, planOf(describe), given.args);
  return (after) => {
    if (plan !== undefined) installPhysical(given, plan, after);
  };
}

function installPhysical(
  given: PhysicalInstallation,
  { plan, gateway }: PhysicalPlan,
  after: readonly pulumi.Resource[],
): void {
  const { component, name, args, opts } = given;
  const { clusterName, kubeconfig = "", ifUnreachable = "fail", deleteCrds = false } = args;
  const text = secretText(kubeconfig);
  const on = site({
    component,
    name,
    clusterName,
    kubeconfig:
      ifUnreachable === "detach"
        ? forgotten(component, text)
        : preflighted(component, text, plan, { nodePorts: gatewayPorts(gateway) }),
    after,
    ifUnreachable,
    opts,
  });
  const values = valuesByRelease(given.values, args.components);
  install(plan, on, { values, deleteCrds, leaving: given.leaving });
}

interface PhysicalPlan {
  readonly plan: InstallPlan;
  readonly gateway: {
    readonly http: number;
    readonly https: number;
    /** Of the Service that answers on them, as a preflight takes it. */
    readonly service: string;
  };
}

function planOf(describe: (args: never) => Described) {
  return (args: never): PhysicalPlan => {
    const { cluster, choices } = describe(args);
    return {
      plan: installPlan(cluster, choices),
      gateway: {
        http: cluster.gatewayHttpNodePort ?? 0,
        https: cluster.gatewayHttpsNodePort,
        service: gatewayService(choices),
      },
    };
  };
}

/** How another chart names its Service is not known: it may be any in the component's namespace. */
function gatewayService(choices: Described["choices"]): string {
  const { gateway } = placesOf(choices);
  return `${gateway}/${isOther("gateway", choices["gateway"]) ? "*" : "traefik"}`;
}

function gatewayPorts({ http, https, service }: PhysicalPlan["gateway"]) {
  return [
    { port: http, what: "the gateway's HTTP", service },
    { port: https, what: "the gateway's HTTPS", service },
  ];
}
