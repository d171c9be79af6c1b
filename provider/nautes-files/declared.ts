import { isMap } from "../claims/json";
import type { JsonMap } from "../claims/json";
import type { Json } from "../claims/model";
import { foreignText } from "../claims/foreign-text";
import { documentsOf, parseDocuments } from "../claims/render";
import { isNautesError } from "../errors";
import { mapAt, textAt } from "./leaves";

/** A resource of Nautes, as a file declares it. */
export interface Declared {
  readonly path: string;
  readonly kind: string;
  readonly name: string;
  readonly metadata: JsonMap;
  readonly spec: JsonMap;
}

/** A file, or a document in it, that cannot be read. */
export interface UnreadableFile {
  readonly path: string;
  /** A whole sentence. */
  readonly message: string;
}

/** What a file declares, and what of it cannot be read. */
export interface FileContent {
  readonly declared: readonly Declared[];
  readonly unreadable: readonly UnreadableFile[];
}

const group = "nautes.resource.nautes.io/";

/** What a file declares; documents that are not Nautes' are passed over, and nothing that is in a file throws. */
export function contentOf(path: string, text: string): FileContent {
  try {
    const own = documentsOf(parseDocuments(text, path)).filter(isOwn);
    const found = own.map((document) => declaredIn(path, document));
    return {
      declared: found.filter((one) => "kind" in one),
      unreadable: found.filter((one) => "message" in one),
    };
  } catch (error) {
    if (!isNautesError(error, "unsupported-yaml")) throw error;
    const [sentence = ""] = error.message.split("\n");
    return { declared: [], unreadable: [{ path, message: sentence }] };
  }
}

function isOwn(document: Json): document is JsonMap {
  if (!isMap(document)) return false;
  return textAt(document, "apiVersion")?.startsWith(group) === true;
}

function declaredIn(path: string, document: JsonMap): Declared | UnreadableFile {
  const kind = textAt(document, "kind");
  const metadata = mapAt(document, "metadata");
  const name = textAt(metadata, "name");
  if (kind !== undefined && name !== undefined)
    return { path, kind, name, metadata, spec: mapAt(document, "spec") };
  const what =
    kind === undefined ? "a resource without kind" : `a ${foreignText(kind)} without metadata.name`;
  return { path, message: `The file ${foreignText(path)} has ${what}.` };
}
