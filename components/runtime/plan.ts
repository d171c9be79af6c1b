import type { DeploymentRuntimeArgs } from "../registration/args";
import { runtimeFacts } from "../registration/deployment-runtime";
import { runtimeRules } from "../registration/runtime-rules";
import { runtimeSchema } from "../registration/runtime-schema";
import { checked, nameIn } from "../registration/validate";
import { application, appProject, repositorySecret } from "./argocd";
import type { RuntimeOnCluster, RuntimePlan } from "./model";
import { productLabel } from "./names";
import { namespaceSteps } from "./namespaces";

/** What push makes of a runtime on its cluster, but for what the cluster allows it beside. @throws InvalidArguments */
export function runtimePlan(args: DeploymentRuntimeArgs): RuntimePlan {
  const runtime = describeRuntime(args);
  const credentials = repositorySecret(runtime);
  return {
    owner: { label: productLabel, value: runtime.productId },
    shared: namespaceSteps(runtime),
    project: appProject(runtime),
    ...(credentials === undefined ? {} : { credentials }),
    application: application(runtime),
  };
}

function describeRuntime(args: DeploymentRuntimeArgs): RuntimeOnCluster {
  const subject = `deployment runtime ${nameIn(args, "runtimeName")}`;
  const runtime = checked(subject, args, runtimeSchema, runtimeRules(args));
  const { product, productId, manifestSource, codeRepoUrl = "", codeRepoCredentials } = runtime;
  const { path, targetRevision } = manifestSource;
  return {
    ...runtimeFacts(runtime),
    product,
    productId,
    source: { url: codeRepoUrl, path, targetRevision },
    credentials: codeRepoCredentials,
    argocdNamespace: runtime.cluster.components?.["deployment"]?.namespace ?? "argocd",
  };
}
