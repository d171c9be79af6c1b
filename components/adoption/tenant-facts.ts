import type { TenantArgs } from "../registration";
import { at } from "../registration/given";
import * as layout from "../registration/repo-layout";
import type { LeafReader } from "./leaf-reader";

/** What the files of a cluster tell of its tenant: path in the tenant's arguments, such as `oidc.issuer` → value. */
export type TenantFacts = Readonly<Partial<Record<TenantFact, string>>>;

/** In the order in which a person would say them. */
export const tenantFacts = [
  "name",
  "namespace",
  "repositoryUrl",
  "caCertificate",
  "oidc.issuer",
  "oidc.clientId",
  "oidc.existingSecret",
  "oidc.clientSecret",
  "oidc.cookieSecret",
  "vault.address",
  "vault.caCertificate",
  "git.address",
  "git.type",
  "git.deployKeyType",
  "git.caCertificate",
] as const;
export type TenantFact = (typeof tenantFacts)[number];

/** What no program and no output may have. */
export const secretFacts: readonly TenantFact[] = ["oidc.clientSecret", "oidc.cookieSecret"];

/** Where the files of a cluster are. */
export interface ClusterPlace {
  readonly clusterName: string;
  readonly namespace: string | undefined;
  readonly hasGateway: boolean;
  readonly isWorker: boolean;
  /** Of a virtual cluster. */
  readonly host: string | undefined;
}

/** What a cluster's files tell of its tenant; what they do not tell is absent. */
export function factsIn(reader: LeafReader, place: ClusterPlace): TenantFacts {
  const { clusterName, host, hasGateway, isWorker, namespace } = place;
  const home = isWorker ? layout.runtimeFolder(clusterName) : layout.hostFolder(clusterName);
  return merged([
    { namespace },
    isWorker ? ofWorker(reader, home) : ofHost(reader, home),
    host === undefined ? {} : ofVirtual(reader, host, clusterName),
    hasGateway ? ofGateway(reader, home) : {},
  ]);
}

/** The arguments that facts amount to. */
export function tenantFrom(facts: TenantFacts): TenantArgs {
  const nested: Record<string, unknown> = {};
  for (const fact of tenantFacts) {
    const value = facts[fact];
    const [group = "", key] = fact.split(".");
    if (value === undefined) continue;
    if (key === undefined) nested[group] = value;
    else nested[group] = { ...(nested[group] as object | undefined), [key]: value };
  }
  return nested as unknown as TenantArgs;
}

/** Of each fact what most say; of equally many the first. */
export function majority(all: readonly TenantFacts[]): TenantFacts {
  return merged(
    tenantFacts.map((fact) => {
      const counts = new Map<string, number>();
      for (const facts of all) {
        const value = facts[fact];
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const [most] = [...counts].sort(([, a], [, b]) => b - a);
      return { [fact]: most?.[0] };
    }),
  );
}

type Told = Partial<Record<TenantFact, string | undefined>>;

/** The first that says something counts. */
function merged(all: readonly Told[]): TenantFacts {
  const entries = tenantFacts.flatMap((fact) => {
    const value = all.find((told) => told[fact] !== undefined)?.[fact];
    return value === undefined ? [] : [[fact, value]];
  });
  return Object.fromEntries(entries) as TenantFacts;
}

function ofWorker(reader: LeafReader, folder: string): Told {
  const overlay = layout.overlay(folder, "argocd");
  const config = reader.inner(
    `${layout.overlay(folder, "initial")}/cm-nautes.yaml`,
    "data",
    "config",
  );
  const dex = at(
    reader.inner(`${overlay}/patch-argocd-cm.yaml`, "data", "dex.config"),
    ...["connectors", "0", "config"],
  );
  const certificates = at(reader.content(`${overlay}/patch-argocd-tls-certs-cm.yaml`), "data");
  const [gitHost = ""] = Object.keys({ ...(certificates as object | undefined) });
  return {
    name: reader.text(layout.sharedAppsets.runtime, ...["spec", "template", "spec", "project"]),
    repositoryUrl: reader.text(`${folder}/runtime-app.yaml`, "spec", "source", "repoURL"),
    caCertificate: decoded(
      reader.text(`${overlay}/secret-ipd-ca.yaml`, "data", "ca-certs-Private-DEX.pem"),
    ),
    "oidc.issuer": reader.leaf(dex, "issuer"),
    "oidc.clientId": reader.leaf(dex, "clientID"),
    ...clientSecret(reader.leaf(dex, "clientSecret")),
    "vault.address": reader.leaf(config, "secret", "vault", "addr"),
    "vault.caCertificate": oneEnd(reader.leaf(config, "secret", "vault", "CABundle")),
    "git.address": reader.leaf(config, "git", "addr"),
    "git.type": otherThan("gitlab", reader.leaf(config, "git", "gitType")),
    "git.deployKeyType": otherThan("ecdsa", reader.leaf(config, "git", "defaultDeployKeyType")),
    "git.caCertificate": oneEnd(reader.leaf(certificates, gitHost)),
  };
}

function ofHost(reader: LeafReader, folder: string): Told {
  const app = `${layout.applications(folder)}/traefik-resources-app.yaml`;
  return {
    name: reader.text(app, "spec", "project"),
    repositoryUrl: reader.text(app, "spec", "source", "repoURL"),
    caCertificate: decoded(
      reader.text(`${layout.overlay(folder, "oauth2-proxy")}/secret-ipd-ca.yaml`, "data", "ca.crt"),
    ),
  };
}

function ofGateway(reader: LeafReader, folder: string): Told {
  const app = `${layout.applications(folder)}/oauth2-proxy-app.yaml`;
  const values = reader.inner(app, "spec", "source", "helm", "values");
  return {
    "oidc.issuer": reader.leaf(values, "extraArgs", "oidc-issuer-url"),
    "oidc.clientId": reader.leaf(values, "config", "clientID"),
    "oidc.existingSecret": reader.leaf(values, "config", "existingSecret"),
    "oidc.clientSecret": reader.leaf(values, "config", "clientSecret"),
    "oidc.cookieSecret": reader.leaf(values, "extraArgs", "cookie-secret"),
  };
}

function ofVirtual(reader: LeafReader, host: string, cluster: string): Told {
  const app = `${layout.virtualClusterFolder(host, cluster)}/vcluster-initial-app.yaml`;
  return { name: reader.text(app, "spec", "project") };
}

/** In Argo CD's configuration: `$name:key` refers to a Secret. */
function clientSecret(written: string | undefined): Told {
  const [, name] = /^\$(.+):client-secret$/.exec(written ?? "") ?? [];
  return name === undefined ? { "oidc.clientSecret": written } : { "oidc.existingSecret": name };
}

/** What is as without it goes without saying. */
function otherThan(usual: string, value: string | undefined): string | undefined {
  return value === usual ? undefined : value;
}

function decoded(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString("utf8");
}

function oneEnd(certificate: string | undefined): string | undefined {
  return certificate === undefined ? undefined : `${certificate.trimEnd()}\n`;
}
