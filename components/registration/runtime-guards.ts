import type { Guard, Predicate } from "../../provider/claims/model";
import type { Delivery } from "./args";
import { defaultRepository, isPushed } from "./guards";
import * as layout from "./repo-layout";
import type { Runtime } from "./runtime-schema";

/** What must be there for a runtime: its projects, environment, code repo with permission, and a cluster that deploys. */
export function runtimeRequires(runtime: Runtime): readonly Guard[] {
  const { runtimeName: name, cluster, projects } = runtime;
  return [
    ...projects.map((project) => projectExists(name, project)),
    ...(runtime.environment === undefined ? [environmentExists(runtime)] : []),
    codeRepoExists(runtime),
    ...projects.map((project) => projectIsPermitted(runtime, project)),
    {
      repository: defaultRepository,
      path: layout.clusterResource(cluster.clusterName),
      where: {
        equals: { kind: "Cluster", "spec.usage": "worker", "spec.workerType": "deployment" },
      },
      when: "hold",
      message: `Runtime ${name} needs cluster ${cluster.clusterName} to be a deployment worker, and no such worker is registered. Register it, or choose another cluster.`,
    },
  ];
}

/**
 * What must not be there for a runtime: the same source twice, a second binding of its cluster, a component's namespace,
 * and a cluster that is not delivered like it.
 */
export function runtimeForbids(
  runtime: Runtime,
  namespaces: readonly string[],
  delivery: Delivery,
): readonly Guard[] {
  const { runtimeName: name } = runtime;
  const { environment } = runtime.destination;
  const cluster = runtime.cluster.clusterName;
  const isEnvironment: Predicate = { equals: { kind: "Environment" } };
  return [
    sourceIsDeployedOnce(runtime),
    clusterIsDelivered(runtime, delivery),
    {
      folder: layout.product.environments,
      where: {
        all: [
          { equals: { kind: "Environment", "metadata.name": environment } },
          { not: { equals: { "spec.cluster": cluster } } },
        ],
      },
      when: "hold",
      message: `Environment ${environment} of runtime ${name} is on cluster {spec.cluster}, not on ${cluster}. Name another environment, or give the runtime that cluster.`,
    },
    {
      folder: layout.product.environments,
      where: {
        all: [
          isEnvironment,
          { equals: { "spec.cluster": cluster } },
          { not: { equals: { "metadata.name": environment } } },
        ],
      },
      when: "hold",
      message: `Environment {metadata.name} of the product is on cluster ${cluster} already, and a product has one environment a cluster. Use {metadata.name} as the environment of runtime ${name}, or another cluster.`,
    },
    ...namespaces.map((namespace): Guard => ({
      repository: defaultRepository,
      path: layout.clusterResource(cluster),
      where: { equals: { "spec.componentsList.*.namespace": namespace } },
      when: "hold",
      message: `Namespace ${namespace} of runtime ${name} belongs to a component of cluster ${cluster}. Choose another in destination.namespaces.`,
    })),
  ];
}

/** A runtime is delivered as its cluster is: what pull writes nobody would read there, or nobody would have made. */
function clusterIsDelivered({ runtimeName, cluster }: Runtime, delivery: Delivery): Guard {
  const { clusterName } = cluster;
  const other = delivery === "push" ? "pull" : "push";
  return {
    repository: defaultRepository,
    path: layout.clusterResource(clusterName),
    where: {
      all: [{ equals: { kind: "Cluster" } }, delivery === "push" ? { not: isPushed } : isPushed],
    },
    when: "hold",
    message: `Runtime ${runtimeName} is delivered by ${delivery}, and cluster ${clusterName} by ${other}. Give ${runtimeName} delivery: "${other}", or another cluster.`,
  };
}

/** An environment that goes with the runtime that made it must not be used by another. */
export function environmentIsUnused(environment: string): readonly Guard[] {
  return [layout.product.runtimes, layout.product.projects].map((folder) => ({
    folder,
    where: { equals: { "spec.destination.environment": environment } },
    when: "release",
    message: `Runtime {metadata.name} uses environment ${environment}, which goes with the runtime that made it. Remove {metadata.name} before, or give it another environment.`,
  }));
}

function projectExists(runtime: string, project: string): Guard {
  return {
    path: layout.product.project(project),
    where: { equals: { kind: "Project", "metadata.name": project } },
    when: "hold",
    message: `Runtime ${runtime} refers to project ${project}, which the product does not have. Create it, or leave it out of projects.`,
  };
}

function environmentExists({ runtimeName, destination, cluster }: Runtime): Guard {
  return {
    folder: layout.product.environments,
    where: { equals: { kind: "Environment", "metadata.name": destination.environment } },
    when: "hold",
    message: `Runtime ${runtimeName} needs environment ${destination.environment}, which the product does not have. Create it, or give environment: { type } to have it made for cluster ${cluster.clusterName}.`,
  };
}

function codeRepoExists({ runtimeName, codeRepoId, manifestSource }: Runtime): Guard {
  return {
    folder: layout.product.codeRepos,
    where: { equals: { kind: "CodeRepo", "metadata.name": codeRepoId } },
    when: "hold",
    message: `Runtime ${runtimeName} needs code repo ${manifestSource.codeRepo} (${codeRepoId}), which the product does not have. Create it, or name another in manifestSource.codeRepo.`,
  };
}

/** A project may use its own code repos, and those that a binding opens to it or to all of the product. */
function projectIsPermitted(runtime: Runtime, project: string): Guard {
  const { codeRepoId, productId } = runtime;
  const own: Predicate = {
    equals: {
      kind: "CodeRepo",
      "metadata.name": codeRepoId,
      "spec.product": productId,
      "spec.project": project,
    },
  };
  const bound: Predicate = {
    all: [
      {
        equals: {
          kind: "CodeRepoBinding",
          "spec.codeRepo": codeRepoId,
          "spec.product": productId,
        },
      },
      {
        any: [{ not: { exists: ["spec.projects"] } }, { contains: { "spec.projects": project } }],
      },
    ],
  };
  return {
    folder: layout.product.codeRepos,
    where: { any: [own, bound] },
    when: "hold",
    message: `Project ${project} of runtime ${runtime.runtimeName} has no permission for code repo ${runtime.manifestSource.codeRepo}. Bind the code repo to the project or to the product, or leave the project out.`,
  };
}

/** Another runtime may have written the same folder in another way. */
function sourceIsDeployedOnce({
  runtimeName,
  codeRepoId,
  manifestSource,
  destination,
}: Runtime): Guard {
  const { path, targetRevision } = manifestSource;
  const spellings = [path, `${path}/`, `./${path}`, `./${path}/`, `/${path}`];
  return {
    folder: layout.product.runtimes,
    where: {
      all: [
        {
          equals: {
            kind: "DeploymentRuntime",
            "spec.manifestSource.codeRepo": codeRepoId,
            "spec.manifestSource.targetRevision": targetRevision,
            "spec.destination.environment": destination.environment,
          },
        },
        {
          any: spellings.map((spelling) => ({ equals: { "spec.manifestSource.path": spelling } })),
        },
      ],
    },
    when: "hold",
    message: `Runtime {metadata.name} deploys the same folder, revision and code repo to environment ${destination.environment} as ${runtimeName}. Change one of them, or remove one runtime.`,
  };
}
