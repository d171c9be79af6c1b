import type * as pulumi from "@pulumi/pulumi";
import { ClusterCredential, GeneratedSecret } from "../../provider/sdk";
import { inherited } from "../inherited";
import { deliveryOf } from "../registration";

interface CredentialArgs {
  readonly clusterName: string;
  readonly apiServer: pulumi.Input<string>;
  readonly kubeconfig: pulumi.Input<string>;
  readonly purpose: "push" | "pull";
  readonly adopt?: boolean | undefined;
}

/** The kubeconfig in Vault: there before the registration, and gone after it. */
export function credential(
  name: string,
  { adopt, ...args }: CredentialArgs,
  opts: pulumi.CustomResourceOptions,
): ClusterCredential {
  return new ClusterCredential(
    `${name}-credential`,
    { ...args, ...(adopt === undefined ? {} : { adopt }) },
    opts,
  );
}

/** The same for a cluster that is there already, if it was given a kubeconfig. */
export function keptCredential(
  component: pulumi.ComponentResource,
  name: string,
  args: {
    readonly clusterName: string;
    readonly apiServer: pulumi.Input<string>;
    readonly kubeconfig?: pulumi.Input<string> | undefined;
    readonly adopt?: boolean | undefined;
  },
  sound: boolean,
  opts: pulumi.ComponentResourceOptions,
): readonly ClusterCredential[] {
  const { clusterName, apiServer, kubeconfig, adopt } = args;
  if (!sound || kubeconfig === undefined) return [];
  const given = { clusterName, apiServer, kubeconfig, purpose: deliveryOf(args), adopt };
  return [credential(name, given, inherited(component, opts))];
}

interface WithTenant {
  readonly workerType?: unknown;
  readonly tenant?: { readonly oidc?: Readonly<Record<string, unknown>> | undefined };
}

/** The arguments with a cookie secret for the cluster's own OAuth proxy, generated for good where the user gives none. */
export function withCookieSecret<Args extends WithTenant>(
  name: string,
  args: Args,
  opts: pulumi.CustomResourceOptions,
): Args {
  const { oidc } = { ...args.tenant };
  // Without pipelines there is no dashboard to sign in to.
  if (args.workerType === "deployment") return args;
  if (oidc === undefined || oidc["existingSecret"] !== undefined) return args;
  if (oidc["cookieSecret"] !== undefined) return args;
  const { value } = new GeneratedSecret(`${name}-cookie-secret`, {}, opts);
  return { ...args, tenant: { ...args.tenant, oidc: { ...oidc, cookieSecret: value } } };
}
