import type * as pulumi from "@pulumi/pulumi";
import { installPlan } from "../charts/catalogue";
import type { Described } from "../charts/described";
import type { InstallPlan } from "../charts/model";
import { valuesByRelease } from "./chart-values";
import type { GivenValues } from "./chart-values";
import { install } from "./install";
import { planned } from "./planned";
import { preflighted } from "./preflight";
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
  readonly after: readonly pulumi.Resource[];
  readonly opts: pulumi.ComponentResourceOptions;
}

/** Installs what a physical worker or a host consists of. */
export function installPhysical(
  describe: (args: never) => Described,
  given: PhysicalInstallation,
): void {
  const { component, name, args, after, opts } = given;
  const { plan, gateway } = planned(component, planOf(describe), args);
  const { clusterName, kubeconfig = "", ifUnreachable = "fail", deleteCrds = false } = args;
  const text = secretText(kubeconfig);
  const on = site({
    component,
    name,
    clusterName,
    kubeconfig:
      ifUnreachable === "detach"
        ? text
        : preflighted(component, text, plan, { nodePorts: gatewayPorts(gateway) }),
    after,
    ifUnreachable,
    retainOnDelete: opts.retainOnDelete,
  });
  install(plan, on, valuesByRelease(given.values, args.components), deleteCrds);
}

interface Gateway {
  readonly http: number;
  readonly https: number;
}

function planOf(describe: (args: never) => Described) {
  return (args: never): { readonly plan: InstallPlan; readonly gateway: Gateway } => {
    const { cluster, choices } = describe(args);
    return {
      plan: installPlan(cluster, choices),
      gateway: { http: cluster.gatewayHttpNodePort ?? 0, https: cluster.gatewayHttpsNodePort },
    };
  };
}

function gatewayPorts({ http, https }: Gateway) {
  const service = "traefik/traefik";
  return [
    { port: http, what: "the gateway's HTTP", service },
    { port: https, what: "the gateway's HTTPS", service },
  ];
}
