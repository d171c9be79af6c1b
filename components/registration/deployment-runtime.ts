import type { Json } from "../../provider/claims/model";
import type { DeploymentRuntimeArgs } from "./args";
import type { DeploymentRuntimeFacts, Registration } from "./outcome";
import { kustomizationEntries } from "./aggregates";
import { claimsOf } from "./claims";
import * as layout from "./repo-layout";
import { environmentIsUnused, runtimeForbids, runtimeRequires } from "./runtime-guards";
import { deliveryOf } from "./delivery";
import { runtimeRules } from "./runtime-rules";
import { runtimeSchema } from "./runtime-schema";
import type { Runtime } from "./runtime-schema";
import { checked, nameIn } from "./validate";

/**
 * What a deployment runtime consists of, in the product's `default.project`. Account and namespace are written also
 * when they are the defaults, because Nautes' checks see only what is written. @throws InvalidArguments
 */
export function registerDeploymentRuntime(
  args: DeploymentRuntimeArgs,
): Registration<DeploymentRuntimeFacts> {
  const subject = `deployment runtime ${nameIn(args, "runtimeName")}`;
  const runtime = checked(subject, args, runtimeSchema, runtimeRules(args));
  const facts = runtimeFacts(runtime);
  const environment = environmentDocument(runtime);
  const { kustomization } = layout.product;
  const documents = {
    [layout.product.runtime(runtime.runtimeName)]: runtimeDocument(runtime, facts),
    ...environment,
  };
  const claims = claimsOf(`deployment runtime ${runtime.runtimeName}`, {
    documents,
    entries: {
      [kustomization]: kustomizationEntries(
        Object.keys(documents)
          .sort()
          .map((path) => `../${path}`),
      ),
    },
    requires: runtime.skipChecks ? [] : runtimeRequires(runtime),
    forbids: [
      ...(runtime.skipChecks ? [] : runtimeForbids(runtime, facts.namespaces, deliveryOf(runtime))),
      ...(runtime.environment === undefined
        ? []
        : environmentIsUnused(runtime.destination.environment)),
    ],
  });
  return { claims, facts };
}

/** What follows from the arguments of a runtime. */
export function runtimeFacts(runtime: Runtime): DeploymentRuntimeFacts {
  const { runtimeName, cluster, account = runtimeName, destination } = runtime;
  const { namespaces = [runtimeName] } = destination;
  return { runtimeName, clusterName: cluster.clusterName, account, namespaces };
}

function runtimeDocument(runtime: Runtime, facts: DeploymentRuntimeFacts): Json {
  const { path, targetRevision } = runtime.manifestSource;
  const { projects } = runtime;
  return resource("DeploymentRuntime", runtime.runtimeName, runtime.productId, {
    account: facts.account,
    destination: {
      environment: runtime.destination.environment,
      namespaces: facts.namespaces,
    },
    manifestSource: { codeRepo: runtime.codeRepoId, path, targetRevision },
    product: runtime.productId,
    ...(projects.length === 0 ? {} : { projectsRef: projects }),
  });
}

function environmentDocument(runtime: Runtime): Record<string, Json> {
  if (runtime.environment === undefined) return {};
  const { environment: name } = runtime.destination;
  const spec = {
    cluster: runtime.cluster.clusterName,
    envType: runtime.environment.type,
    product: runtime.productId,
  };
  return {
    [layout.product.environment(name)]: resource("Environment", name, runtime.productId, spec),
  };
}

function resource(kind: string, name: string, namespace: string, spec: Json): Json {
  const metadata = { name, namespace };
  return { apiVersion: "nautes.resource.nautes.io/v1alpha1", kind, metadata, spec };
}
