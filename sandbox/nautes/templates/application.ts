/** The API of the cluster that an Argo CD runs in. */
export const inCluster = "https://kubernetes.default.svc";

interface Application {
  readonly name: string;
  readonly project: string;
  readonly server?: string;
  readonly namespace?: string;
  /** Lines of `syncOptions`; default: make the namespace. */
  readonly syncOptions?: readonly string[];
  /** Whether what it installed goes with it. */
  readonly finalizer?: boolean;
  /** Text behind the sync policy, at the indentation of `spec`'s keys. */
  readonly more?: string;
}

interface FolderApplication extends Application {
  readonly path: string;
  readonly repoURL?: string;
}

interface ChartApplication extends Application {
  readonly chart: string;
  readonly repoURL: string;
  readonly version: string;
  /** Text of the values, not indented. */
  readonly values: string;
}

/** The template of an application whose manifests are in a folder of a repository. */
export function folderApplication(given: FolderApplication): string {
  return application(
    given,
    `    path: ${given.path}
    repoURL: ${given.repoURL ?? "[[REPO]]"}
    targetRevision: HEAD
`,
  );
}

/** The template of an application of a Helm chart. */
export function chartApplication(given: ChartApplication): string {
  return application(
    given,
    `    chart: ${given.chart}
    repoURL: ${given.repoURL}
    targetRevision: ${given.version}
    helm:
      values: |-
${indented(given.values.trimEnd(), 8)}
`,
  );
}

function application(given: Application, source: string): string {
  const { syncOptions = ["CreateNamespace=true"] } = given;
  const finalizer = `  finalizers:
    - resources-finalizer.argocd.argoproj.io
`;
  const options = syncOptions.map((option) => `      - ${option}\n`).join("");
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${given.name}
  namespace: argocd
${given.finalizer === true ? finalizer : ""}spec:
  project: ${given.project}
  source:
${source}  destination:
    server: ${given.server ?? inCluster}
${given.namespace === undefined ? "" : `    namespace: ${given.namespace}\n`}  syncPolicy:
    automated:
      selfHeal: true
      prune: true
${options === "" ? "" : `    syncOptions:\n${options}`}${given.more ?? ""}`;
}

/** Text with each line moved to the right. */
export function indented(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}
