import type {
  Adoption,
  AdoptedCluster,
  AdoptedRuntime,
  ChangedLeaf,
} from "../../components/adoption";

/** What the first `up` changes in files that several registrations have alike. */
export interface ChangedFiles {
  /** Path, with `*` in place of the names of clusters and runtimes. */
  readonly pattern: string;
  /** What changes in them, such as `spec.apiServer is changed`. */
  readonly leaves: readonly string[];
  readonly files: readonly string[];
}

/** The changes of all registrations, file by file, those of the same kind together. */
export function changedFiles(
  adoptions: readonly Adoption<AdoptedCluster | AdoptedRuntime>[],
): readonly ChangedFiles[] {
  const groups = new Map<string, { pattern: string; leaves: Set<string>; files: Set<string> }>();
  for (const { adopted, changes } of adoptions)
    for (const [file, leaves] of byFile(changes)) {
      const pattern = patternOf(file, adopted);
      const group = groups.get(pattern) ?? { pattern, leaves: new Set(), files: new Set() };
      groups.set(pattern, group);
      group.files.add(file);
      for (const leaf of leaves) group.leaves.add(leaf);
    }
  return [...groups.values()]
    .map(({ pattern, leaves, files }) => ({
      pattern,
      leaves: [...leaves].sort(),
      files: [...files].sort(),
    }))
    .sort((a, b) => (a.pattern < b.pattern ? -1 : 1));
}

const words = {
  added: "is added",
  removed: "goes",
  changed: "is changed",
  restyled: "says the same in another style",
} as const;

function byFile(changes: readonly ChangedLeaf[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { file, leaf, kind } of changes) {
    const what = `${leaf}${leaf === "" ? "" : " "}${words[kind]}`;
    files.set(file, [...(files.get(file) ?? []), what]);
  }
  return files;
}

function patternOf(file: string, adopted: AdoptedCluster | AdoptedRuntime): string {
  const host = adopted.args["hostCluster"] as { readonly clusterName?: string } | undefined;
  const names = [adopted.name, host?.clusterName].filter((name) => name !== undefined);
  return file
    .split("/")
    .map((part) => {
      const [, name = "", rest = ""] = /^(.*?)(-runtime|\.yaml)?$/.exec(part) ?? [];
      return names.includes(name) ? `*${rest}` : part;
    })
    .join("/");
}
