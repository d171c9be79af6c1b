import type { BareRepository, Files } from "./bare-repository";
import { RepositoryFolder } from "./bare-repository";
import type { PulumiProject, StackConfig } from "./pulumi-project";
import { pulumiProject } from "./pulumi-project";

/** A tenant with all that the files need, and no secret; as JavaScript for programs. */
export const tenantSource = `const tenant = {
  name: "tenant1",
  repositoryUrl: "ssh://git@git.example.com/nautes/tenant.git",
  caCertificate: "-----BEGIN CERTIFICATE-----\\nMIIBtenant\\n-----END CERTIFICATE-----\\n",
  oidc: { issuer: "https://dex.example.com", clientId: "nautes", existingSecret: "nautes-oidc" },
  vault: { address: "https://vault.example.com:8200", caCertificate: "-----BEGIN CERTIFICATE-----\\nMIIBvault\\n-----END CERTIFICATE-----\\n" },
  git: { address: "https://git.example.com", caCertificate: "-----BEGIN CERTIFICATE-----\\nMIIBgit\\n-----END CERTIFICATE-----\\n" },
};
`;

/** One cluster of each class, as JavaScript; `h` comes before the virtual ones. */
export const clusterSource = {
  pd: 'const pd = new nautes.PhysicalCluster("pd", { delivery: "pull", tenant, workerType: "deployment", apiServer: "https://10.0.1.9:6443" });\n',
  pp: 'const pp = new nautes.PhysicalCluster("pp", { delivery: "pull", tenant, workerType: "pipeline", apiServer: "https://10.0.2.9:6443" });\n',
  h: 'const h = new nautes.HostCluster("h", { delivery: "pull", tenant, apiServer: "https://10.0.0.9:6443" });\n',
  vd: 'const vd = new nautes.VirtualCluster("vd", { delivery: "pull", tenant, hostCluster: h, workerType: "deployment", apiServer: "https://10.0.0.9:31456" });\n',
  vp: 'const vp = new nautes.VirtualCluster("vp", { delivery: "pull", tenant, hostCluster: h, workerType: "pipeline", apiServer: "https://10.0.0.9:31457" });\n',
};

/** A runtime of the product `shop` on the cluster in the variable `vd`. */
export const runtimeSource =
  'const runtime = new nautes.DeploymentRuntime("dr-dev", { product: "shop", cluster: vd, account: "dr-dev", projects: ["api-server"],' +
  ' manifestSource: { codeRepo: "deploy-config", path: "manifests/development", targetRevision: "HEAD" },' +
  ' destination: { environment: "env-dev", namespaces: ["shop-dev"] } });\n';

const nautes = "apiVersion: nautes.resource.nautes.io/v1alpha1\n";

/** What the product's `default.project` holds before a runtime comes. */
export const productFiles: Files = {
  "README.md": "shop\n",
  "production/kustomization.yaml":
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n" +
    "- ../code-repos/repo-34/bind-deploy.yaml\n- ../code-repos/repo-34/repo-34.yaml\n- ../envs/env-dev.yaml\n- ../projects/api-server/api-server.yaml\n",
  "projects/api-server/api-server.yaml": `${nautes}kind: Project\nmetadata:\n  name: api-server\nspec:\n  language: go\n  product: product-12\n`,
  "envs/env-dev.yaml": `${nautes}kind: Environment\nmetadata:\n  name: env-dev\nspec:\n  cluster: vd\n  envType: development\n  product: product-12\n`,
  "code-repos/repo-34/repo-34.yaml": `${nautes}kind: CodeRepo\nmetadata:\n  name: repo-34\nspec:\n  codeRepoProvider: gitlab\n  product: product-12\n  project: ""\n  repoName: deploy-config\n`,
  "code-repos/repo-34/bind-deploy.yaml": `${nautes}kind: CodeRepoBinding\nmetadata:\n  name: bind-deploy\nspec:\n  codeRepo: repo-34\n  permissions: readonly\n  product: product-12\n  projects:\n  - api-server\n`,
};

/** A tenant's config repo, a product's repo, and projects on them; all removed at the end. */
export class Stage {
  readonly repositories = new RepositoryFolder();
  readonly tenant: BareRepository;
  readonly #projects: PulumiProject[] = [];

  constructor(files?: Files) {
    this.tenant = this.repositories.create("nautes/tenant", files);
  }

  product(files: Files = productFiles): BareRepository {
    return this.repositories.create("shop/default.project", files);
  }

  async project(
    name: string,
    body: string,
    config: StackConfig = {},
    share?: PulumiProject,
  ): Promise<PulumiProject> {
    const whole: StackConfig = {
      "nautes:repository": "nautes/tenant",
      "nautes:git": { url: this.repositories.folder },
      ...config,
    };
    const project = await pulumiProject(name, whole, share);
    this.#projects.push(project);
    return project.program(tenantSource + body);
  }

  close(): void {
    for (const project of this.#projects) project.remove();
    this.repositories.remove();
  }
}
