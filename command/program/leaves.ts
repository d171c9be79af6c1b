/** A text, number or name of a property somewhere in arguments. */
export interface ArgsLeaf {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Whether it names a property rather than being one's value. */
  readonly isKey: boolean;
}

/** All leaves of arguments, names of properties included. */
export function leavesOf(value: unknown, path: readonly string[] = []): readonly ArgsLeaf[] {
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, path));
  if (typeof value !== "object" || value === null) return [{ path, value, isKey: false }];
  return Object.entries(value).flatMap(([key, inner]) => [
    { path, value: key, isKey: true },
    ...leavesOf(inner, [...path, key]),
  ]);
}

/** Whether an argument at a path may be an output, and so a secret. */
export function takesOutputs({ path: [first = "", ...rest], isKey }: ArgsLeaf): boolean {
  if (isKey) return false;
  if (["apiServer", "primaryDomain", "kubeconfig"].includes(first)) return true;
  return first === "components" && rest.length > 2;
}

/** Whether a leaf holds a secret by its name: no file and no program may have it. */
export function holdsSecret(leaf: ArgsLeaf): boolean {
  const name = leaf.path.at(-1) ?? "";
  if (leaf.isKey || typeof leaf.value !== "string") return false;
  if (leaf.path.length === 1) return name === "kubeconfig";
  return (
    leaf.path[2] === "additions" &&
    /(?:token|password|passwd|secret|credentials?|key)$/i.test(name) &&
    !/^existing/i.test(name)
  );
}
