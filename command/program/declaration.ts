import type { ClusterFromRequest, RuntimeFromRequest } from "../../components/requests";
import type { Specimen } from "./specimen";

/** A cluster or runtime that the program declares. */
export interface Declaration {
  readonly kind: ClusterFromRequest["kind"] | RuntimeFromRequest["kind"];
  /** Perhaps with specimens in it. */
  readonly name: string;
  /** What the translation gives, with specimens in place of variables. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly specimens: readonly Specimen[];
  readonly file: string;
  /** Where its request begins. */
  readonly line: number;
}

/** A translated cluster or runtime as a declaration. */
export function declaration(
  { kind, args }: ClusterFromRequest | RuntimeFromRequest,
  from: Pick<Declaration, "specimens" | "file" | "line">,
): Declaration {
  const name = "clusterName" in args ? args.clusterName : args.runtimeName;
  return { kind, name, args: { ...args }, ...from };
}

/** Whether a text holds the value of a variable that is not known yet. */
export function isOpen({ specimens }: Pick<Declaration, "specimens">, text: string): boolean {
  return specimens.some(({ value }) => text.includes(value));
}
