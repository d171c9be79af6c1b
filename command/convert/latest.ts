import type { Declaration } from "../program/declaration";
import { isOpen } from "../program/declaration";

/** A declaration that a later one of the same cluster or runtime takes the place of. */
export interface Replaced {
  readonly declaration: Declaration;
  readonly by: Declaration;
}

/** Of what is saved more than once only the last, as it is with the API. */
export function latest(all: readonly Declaration[]): {
  readonly declarations: readonly Declaration[];
  readonly replaced: readonly Replaced[];
} {
  const last = new Map(all.map((one) => [identity(one), one]));
  const declarations = all.filter((one) => last.get(identity(one)) === one);
  const replaced = all.flatMap((declaration) => {
    const by = last.get(identity(declaration));
    return by === undefined || by === declaration ? [] : [{ declaration, by }];
  });
  return { declarations, replaced };
}

/** Templates whose names are variables are never the same. */
function identity(declaration: Declaration): string {
  const { kind, name, args, file, line } = declaration;
  const product = kind === "DeploymentRuntime" ? String(args["product"]) : "";
  return isOpen(declaration, `${product} ${name}`)
    ? `${file}:${line}`
    : JSON.stringify([kind === "DeploymentRuntime" ? "runtime" : "cluster", product, name]);
}
