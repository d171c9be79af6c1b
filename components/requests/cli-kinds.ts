/** The kinds of Nautes' command line in the order in which it applies them. */
export const cliKinds: readonly string[] = [
  "Cluster",
  "Product",
  "Environment",
  "Project",
  "CodeRepo",
  "CodeRepoBinding",
  "ProjectPipelineRuntime",
  "DeploymentRuntime",
];

/** What becomes of what is no component here. */
const explanations: Readonly<Record<string, string>> = {
  Product:
    "is a group on the Git server with its default.project, and stays one; a runtime names it as product.",
  Environment:
    "binds a product to a cluster; it is made with a runtime that has environment: { type }, or stays as it is.",
  Project:
    "is a file in the product's default.project, and stays with Nautes; it must be there before a runtime names it in projects.",
  CodeRepo:
    "is a repository of the product with its deploy keys, and stays with Nautes; a runtime names it as manifestSource.codeRepo.",
  CodeRepoBinding:
    "says who may use a code repo, and stays with Nautes; it must be there before a runtime whose projects need it.",
  ProjectPipelineRuntime:
    "runs pipelines, and stays with Nautes; the pipeline cluster that it runs on can be declared here.",
};

/** What a document of another kind means here, as a sentence. */
export function explanationOf(kind: string, name: string): string {
  const what = `${kind}${name === "" ? "" : ` ${JSON.stringify(name)}`}`;
  return `${what} ${explanations[kind] ?? "is no kind of Nautes' command line, which passes over it; so is it here."}`;
}
