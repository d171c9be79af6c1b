import { blobId, renderedId } from "./blob-id";
import { equalJson, maySay } from "./json";
import { asWritten, documentsOf, parseDocuments, renderDocument } from "./render";
import type { HashName } from "./blob-id";
import type { Claims, Json } from "./model";
import type { BlobId } from "./request";

/** The content of a whole file. */
export type Whole = { readonly document: Json } | { readonly text: string };

const cached = new WeakMap<Claims, ReadonlyMap<string, Whole>>();

/** Path → content of the whole files that claims are about. */
export function wholesOf(claims: Claims | undefined): ReadonlyMap<string, Whole> {
  if (claims === undefined) return new Map();
  const known = cached.get(claims);
  if (known !== undefined) return known;
  const wholes = new Map<string, Whole>();
  for (const [path, document] of Object.entries(claims.documents)) wholes.set(path, { document });
  for (const [path, text] of Object.entries(claims.texts)) wholes.set(path, { text });
  cached.set(claims, wholes);
  return wholes;
}

/** The text in which we write a whole file. */
export function wholeText(whole: Whole): string {
  return "text" in whole ? whole.text : renderDocument(whole.document);
}

/** The blob id of the text in which we write a whole file. */
export function wholeId(whole: Whole, hash: HashName): BlobId {
  return "text" in whole ? blobId(whole.text, hash) : renderedId(whole.document, hash);
}

/** Whether a text says what a whole file should, whatever its style. */
export function says(text: string, whole: Whole, loosely = false): boolean {
  if ("text" in whole) return text === whole.text;
  const wanted = asWritten(documentsOf(whole.document));
  try {
    const found = parseDocuments(text);
    return loosely ? maySay(found, wanted) : equalJson(found, wanted);
  } catch {
    return false;
  }
}

/** Whether two contents are the same, whatever the order of keys. */
export function sameWhole(one: Whole, other: Whole): boolean {
  if ("text" in one || "text" in other) {
    return "text" in one && "text" in other && one.text === other.text;
  }
  return equalJson(asWritten(documentsOf(one.document)), asWritten(documentsOf(other.document)));
}
