import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();

/** A chart repository that has all charts; undefined: each comes from its maker's. */
export const charts = config.get("charts");

/** Where Argo CD finds what the product deploys; undefined: nothing is deployed. */
export const codeRepoUrl = config.get("codeRepoUrl");

/** OIDC issuer whom the host's sign-in proxy trusts; on a real cluster it must answer. */
export const issuer = config.get("issuer") ?? "https://dex.example.com";

/** NodePort of the virtual cluster's API on its host. */
export const virtualPort = config.getNumber("virtualPort") ?? 31456;

export const vaultAddress = config.get("vaultAddress") ?? "https://vault.example.com:8200";

/** Whether `pulumi destroy` takes the CRDs and all custom resources, too. */
export const deleteCrds = config.getBoolean("deleteCrds") ?? false;
