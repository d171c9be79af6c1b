import type { Json } from "../../../provider/claims/model";
import { yamlText } from "./yaml-text";

/** The API of the cluster that an Argo CD runs in. */
export const inCluster = "https://kubernetes.default.svc";

const apiVersion = "argoproj.io/v1alpha1";
const automated = { selfHeal: true, prune: true };
const createNamespace = "CreateNamespace=true";
const cascade = { finalizers: ["resources-finalizer.argocd.argoproj.io"] };

interface ApplicationBase {
  readonly name: string;
  readonly project: string;
  readonly server?: string;
  readonly namespace?: string;
  /** Default: make the namespace. Empty: none at all. */
  readonly syncOptions?: readonly string[];
  /** What it installed goes with it. */
  readonly cascade?: boolean;
}

/** An application whose manifests are in a folder of a Git repository. */
export interface GitApplication extends ApplicationBase {
  readonly repoURL: string;
  readonly path: string;
}

/** An application whose manifests come from a Helm chart. */
export interface HelmApplication extends ApplicationBase {
  readonly repoURL: string;
  readonly chart: string;
  readonly version: string;
  readonly values: Json;
  readonly ignoreDifferences?: readonly Json[];
}

/** An application of a folder in a Git repository. */
export function gitApplication(given: GitApplication): Json {
  const source = { path: given.path, repoURL: given.repoURL, targetRevision: "HEAD" };
  return application(given, source);
}

/** An application of a Helm chart; the values are YAML text, as Argo CD wants them. */
export function helmApplication(given: HelmApplication): Json {
  const { chart, repoURL, version, values, ignoreDifferences } = given;
  const helm = { values: yamlText(values) };
  const source = { chart, repoURL, targetRevision: version, helm };
  return application(given, source, ignoreDifferences === undefined ? {} : { ignoreDifferences });
}

function application(
  given: ApplicationBase,
  source: Json,
  more: { readonly [key: string]: Json } = {},
): Json {
  const syncOptions = given.syncOptions ?? [createNamespace];
  const finalizers = given.cascade === true ? cascade : {};
  return {
    apiVersion,
    kind: "Application",
    metadata: { name: given.name, namespace: "argocd", ...finalizers },
    spec: {
      project: given.project,
      source,
      destination: {
        server: given.server ?? inCluster,
        ...(given.namespace === undefined ? {} : { namespace: given.namespace }),
      },
      syncPolicy: { automated, ...(syncOptions.length === 0 ? {} : { syncOptions }) },
      ...more,
    },
  };
}

interface ApplicationSet {
  readonly metadata: { readonly [key: string]: Json };
  readonly generator: Json;
  readonly template: { readonly [key: string]: Json };
  readonly project: string;
  readonly repoURL: string;
  readonly path: string;
  readonly server: string;
  readonly namespace: string;
  readonly createNamespace: boolean;
}

/** An application for each item that a generator yields. */
export function applicationSet(given: ApplicationSet): Json {
  const { repoURL, path, server, namespace } = given;
  return {
    apiVersion,
    kind: "ApplicationSet",
    metadata: given.metadata,
    spec: {
      generators: [given.generator],
      template: {
        metadata: given.template,
        spec: {
          project: given.project,
          source: { repoURL, targetRevision: "HEAD", path },
          destination: { server, namespace },
          syncPolicy: {
            automated,
            ...(given.createNamespace ? { syncOptions: [createNamespace] } : {}),
          },
        },
      },
    },
  };
}

/** A project that may do everything, for Nautes' own applications on a worker. */
export function openProject(name: string): Json {
  return {
    apiVersion,
    kind: "AppProject",
    metadata: { name, namespace: "argocd" },
    spec: {
      description: "production project",
      sourceRepos: ["*"],
      destinations: [{ namespace: "*", server: "*" }],
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}
