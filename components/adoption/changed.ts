import { diffClaims } from "../../provider/claims/diff";
import { equalJson } from "../../provider/claims/json";
import type { Claims, Json } from "../../provider/claims/model";
import { parseDocuments } from "../../provider/claims/render";
import { valueAt } from "../../provider/claims/value-path";

/** Something that the first `up` changes. */
export interface ChangedLeaf {
  readonly file: string;
  /** Its path in the file, such as `spec.apiServer`; empty: the file, or an entry of it, as a whole. */
  readonly leaf: string;
  /** `restyled`: a text that holds YAML itself says the same in other words. */
  readonly kind: "added" | "removed" | "changed" | "restyled";
}

const kinds = { add: "added", delete: "removed", update: "changed" } as const;

/** What is other in `wanted` than it was found, as a preview shows it. */
export function changedLeaves(found: Claims, wanted: Claims): readonly ChangedLeaf[] {
  return diffClaims(found, wanted).map(({ path, kind }) => {
    const [, part = "", quoted = '""', rest = ""] =
      /^(\w+)\[("(?:[^"\\]|\\.)*")\](.*)$/.exec(path) ?? [];
    const file = JSON.parse(quoted) as string;
    const leaf = rest.replace(/^\.(?:document\b\.?)?/, "");
    const saysTheSame =
      part === "documents" &&
      kind === "update" &&
      sameInside(found.documents[file], wanted.documents[file], leaf);
    return { file, leaf, kind: saysTheSame ? "restyled" : kinds[kind] };
  });
}

function sameInside(found: Json | undefined, wanted: Json | undefined, leaf: string): boolean {
  const texts = [found, wanted].map((document) => valueAt(document ?? null, leaf));
  const [before, now] = texts.map((text) =>
    typeof text === "string" && text.includes("\n") ? parsed(text) : undefined,
  );
  return typeof before === "object" && before !== null && equalJson(before, now);
}

function parsed(text: string): Json | undefined {
  try {
    return parseDocuments(text);
  } catch {
    return undefined;
  }
}
