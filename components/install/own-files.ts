import { dirname, join, relative } from "node:path";

/** A chart of ours, for Helm to read. */
export function ownFile(name: string): string {
  return packaged(join("components", "charts", "own", name));
}

/** What ships with this package, as a path from the program's folder: state must not name a machine. */
export function packaged(path: string): string {
  const root = dirname(require.resolve("pulumi-nautes/package.json"));
  return `./${relative(process.cwd(), join(root, path))}`;
}
