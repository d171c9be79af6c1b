import { dirname, join, relative } from "node:path";

/** What ships with this package for Helm to read, as a path from the program's folder: state must not name a machine. */
export function ownFile(name: string): string {
  const root = dirname(require.resolve("pulumi-nautes/package.json"));
  return `./${relative(process.cwd(), join(root, "components", "charts", "own", name))}`;
}
