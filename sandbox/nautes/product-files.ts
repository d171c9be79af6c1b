import { dump } from "js-yaml";

import type { RuntimeRequest } from "./request";
import type { WorkingCopy } from "./working-copy";

/** What GitLab knows of a product. */
export interface Product {
  /** Of its `default.project`. */
  readonly url: string;
  /** `product-<id of the group>` */
  readonly id: string;
  /** Path of a code repository → `repo-<id of the project>`. */
  readonly codeRepos: Readonly<Record<string, string>>;
}

const kustomization = "production/kustomization.yaml";
const resourceFolders = ["projects", "envs", "artifact-repos", "code-repos", "runtimes"];

/** Writes a runtime and the list of all resources; what needs the tenant's cluster is not checked. @throws Error */
export function saveRuntime(
  copy: WorkingCopy,
  product: Product,
  name: string,
  request: RuntimeRequest,
): void {
  const { manifest_source: source, destination, account, projects_ref: projects } = request;
  const codeRepo = product.codeRepos[source.code_repo];
  if (codeRepo === undefined) throw new Error(`failed to get repository ${source.code_repo}`);
  const spec = {
    ...(account === undefined ? {} : { account }),
    destination: {
      environment: destination.environment,
      namespaces: destination.namespaces ?? null,
    },
    manifestSource: { codeRepo, path: source.path, targetRevision: source.target_revision },
    product: product.id,
    ...(projects === undefined ? {} : { projectsRef: projects }),
  };
  const runtime = {
    apiVersion: "nautes.resource.nautes.io/v1alpha1",
    kind: "DeploymentRuntime",
    metadata: { creationTimestamp: null, name, namespace: product.id },
    spec,
  };
  copy.write(`runtimes/${name}.yaml`, dump(runtime, { sortKeys: true, noRefs: true }));
  list(copy);
}

/** Removes a runtime and lists what is left. @throws Error if it is not there */
export function deleteRuntime(copy: WorkingCopy, name: string): void {
  const path = `runtimes/${name}.yaml`;
  if (!copy.exists(path)) throw new Error(`failed to find deployment runtime ${name}`);
  copy.remove(path);
  list(copy);
}

/** The list is made anew from the files of the folders that the layout knows. */
function list(copy: WorkingCopy): void {
  const files = resourceFolders.flatMap((folder) => copy.files(folder));
  const resources = files.filter((path) => !/\.(txt|md)$/.test(path)).sort();
  const document = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    ...(resources.length === 0 ? {} : { resources: resources.map((path) => `../${path}`) }),
  };
  copy.write(kustomization, dump(document, { noRefs: true }));
}
