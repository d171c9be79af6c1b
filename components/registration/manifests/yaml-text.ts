import { dump } from "js-yaml";

import type { Json } from "../../../provider/claims/model";

/** YAML inside a value of another document, such as Helm values; no newline at its end. */
export function yamlText(value: Json): string {
  return dump(value, { lineWidth: -1, noRefs: true, quotingType: '"' }).trimEnd();
}

/** Several documents as one text, with separators between. */
export function yamlStream(documents: readonly Json[]): string {
  return documents.map((document) => `${yamlText(document)}\n`).join("---\n");
}
