import * as pulumi from "@pulumi/pulumi";
import { ConfigMapEntries } from "../../provider/sdk";
import type { ChartChoice } from "../charts/model";
import { isOther } from "../charts/places";
import { inherited } from "../inherited";
import { deliveryOf } from "../registration";
import { leaves } from "./planned";

/** Where Nautes v0.4.2 has its Dex: ConfigMap `dex` in namespace `dex`, key `config.yaml`. */
const nautesDex = { namespace: "dex", configMap: "dex", key: "config.yaml" };

/** A cluster, and what its redirect URIs derive from. */
interface SigningIn {
  readonly component: pulumi.ComponentResource;
  readonly name: string;
  readonly args: {
    readonly delivery?: unknown;
    readonly workerType?: unknown;
    readonly components?: unknown;
    readonly tenant?: unknown;
  };
  readonly facts: {
    readonly clusterName: string;
    readonly primaryDomain: pulumi.Output<string>;
    /** Workers only. */
    readonly argocdUrl?: pulumi.Output<string>;
    /** Of its own gateway. */
    readonly gatewayHttpsNodePort?: pulumi.Output<number>;
  };
  readonly opts: pulumi.ComponentResourceOptions;
}

/**
 * Puts a cluster's redirect URIs into the static client of the tenant's Dex, if its ConfigMap is given: the issuer sends
 * nobody back to a URI that it does not know. Pull needs it as well: with Nautes it is its API server that does it, not
 * what it writes.
 */
export function redirectUris(
  signing: SigningIn,
  after: readonly pulumi.Resource[],
): readonly ConfigMapEntries[] {
  const { component, name, args, opts } = signing;
  const dex = part(args.tenant, "dex");
  const values = urisOf(signing);
  if (dex === undefined || values.length === 0) return [];
  const { kubeconfig, namespace, configMap } = leaves(dex, dexKeys) as DexLeaves;
  const clientId = part(part(args.tenant, "oidc"), "clientId") as pulumi.Input<string>;
  const entries = new ConfigMapEntries(
    `${name}-sign-in`,
    {
      kubeconfig,
      namespace: pulumi.output(namespace).apply((given) => given ?? nautesDex.namespace),
      name: pulumi.output(configMap).apply((given) => given ?? nautesDex.configMap),
      key: nautesDex.key,
      list: pulumi.interpolate`staticClients[id=${clientId}].redirectURIs`,
      values,
    },
    { ...inherited(component, opts), dependsOn: [...after] },
  );
  return [entries];
}

const dexKeys = ["kubeconfig", "namespace", "configMap"];

interface DexLeaves {
  readonly kubeconfig: pulumi.Input<string>;
  readonly namespace?: pulumi.Input<string | undefined>;
  readonly configMap?: pulumi.Input<string | undefined>;
}

/** Those that Nautes v0.4.2 registers for the class, as far as what they lead to is there. */
function urisOf({ args, facts }: SigningIn): pulumi.Output<string>[] {
  const { clusterName, primaryDomain, argocdUrl, gatewayHttpsNodePort: port } = facts;
  const uris: pulumi.Output<string>[] = [];
  if (argocdUrl !== undefined && argocdSignsIn(args))
    uris.push(pulumi.interpolate`${argocdUrl}/api/dex/callback`);
  if (port !== undefined && proxySignsIn(args))
    uris.push(
      pulumi.interpolate`https://auth.${clusterName}.${primaryDomain}:${port}/oauth2/callback`,
    );
  return uris;
}

/** By push Argo CD's own Dex is off with a public client, and what another component calls back is not known. */
function argocdSignsIn(args: SigningIn["args"]): boolean {
  if (deliveryOf(args) === "pull") return true;
  const oidc = part(args.tenant, "oidc");
  const secret = part(oidc, "clientSecret") ?? part(oidc, "existingSecret");
  const choice = part(args.components, "deployment");
  return secret !== undefined && !isOther("deployment", choice as ChartChoice | undefined);
}

/** By push there is a proxy only where there are dashboards. */
function proxySignsIn(args: SigningIn["args"]): boolean {
  return deliveryOf(args) === "pull" || args.workerType !== "deployment";
}

function part(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
