import { secret } from "../charts/manifests";
import type { Manifest } from "../charts/model";
import type { Allowances, RuntimeOnCluster } from "./model";
import { applicationName, ownedBy } from "./names";

const apiVersion = "argoproj.io/v1alpha1";
/** The cluster that Argo CD itself runs on. */
const server = "https://kubernetes.default.svc";
/** Of the role that the product's group has in a runtime's project. */
const role = "members";

/**
 * The AppProject of a runtime: its code repo, its namespaces, and the rights of the product's group. The product's own
 * namespace is none of its destinations, because what is deployed there HNC copies to other runtimes' namespaces.
 */
export function appProject(runtime: RuntimeOnCluster): Manifest {
  const { runtimeName, product, namespaces, source } = runtime;
  const name = applicationName(runtime);
  return {
    apiVersion,
    kind: "AppProject",
    metadata: metadata(runtime, name),
    spec: {
      description: `Runtime ${runtimeName} of product ${product}`,
      sourceRepos: [source.url],
      destinations: destinations(namespaces),
      clusterResourceWhitelist: [],
      roles: [
        {
          name: role,
          description: `Members of ${product}`,
          groups: [product],
          // To look at the project itself every role in it has the right anyway.
          policies: ["applications", "exec", "logs"].map(
            (what) => `p, proj:${name}:${role}, ${what}, *, ${name}/*, allow`,
          ),
        },
      ],
    },
  };
}

/** What of a project's specification depends on the cluster. */
export function allowedBy(
  { namespaces, kinds }: Allowances,
  own: readonly string[],
): {
  readonly destinations: readonly object[];
  readonly clusterResourceWhitelist: readonly object[];
} {
  return {
    destinations: destinations([...own, ...namespaces]),
    clusterResourceWhitelist: kinds.map(({ group, kind }) => ({ group, kind })),
  };
}

/** The Application of a runtime, with which all goes that it deployed. */
export function application(runtime: RuntimeOnCluster): Manifest {
  const { namespaces, source } = runtime;
  const name = applicationName(runtime);
  return {
    apiVersion,
    kind: "Application",
    metadata: {
      ...metadata(runtime, name),
      finalizers: ["resources-finalizer.argocd.argoproj.io"],
    },
    spec: {
      project: name,
      source: { repoURL: source.url, path: source.path, targetRevision: source.targetRevision },
      // Manifests name a further namespace themselves.
      destination: { server, namespace: namespaces[0] },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  };
}

/** The Secret with which Argo CD reads the code repo, for this project alone. */
export function repositorySecret(runtime: RuntimeOnCluster): Manifest | undefined {
  const { credentials, source, argocdNamespace, productId } = runtime;
  if (credentials === undefined) return undefined;
  const project = applicationName(runtime);
  const { username, password, sshPrivateKey } = credentials;
  const signIn = Object.entries({ username, password, sshPrivateKey }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return secret(
    argocdNamespace,
    `${project}-code-repo`,
    { type: "git", url: source.url, project, ...Object.fromEntries(signIn) },
    { "argocd.argoproj.io/secret-type": "repository", ...ownedBy(productId) },
  );
}

function destinations(namespaces: readonly string[]): readonly object[] {
  return namespaces.map((namespace) => ({ server, namespace }));
}

function metadata({ argocdNamespace, productId }: RuntimeOnCluster, name: string) {
  return { name, namespace: argocdNamespace, labels: ownedBy(productId) };
}
