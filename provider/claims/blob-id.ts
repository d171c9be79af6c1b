import { createHash } from "node:crypto";
import { renderDocument } from "./render";
import type { Json } from "./model";
import type { BlobId, Snapshot } from "./request";

export type HashName = "sha1" | "sha256";

/** The id that Git gives to a blob of this text. */
export function blobId(text: string, hash: HashName = "sha1"): BlobId {
  const content = Buffer.from(text, "utf8");
  return createHash(hash).update(`blob ${content.length}\0`).update(content).digest("hex");
}

const ids = { sha1: new WeakMap<object, BlobId>(), sha256: new WeakMap<object, BlobId>() };

/** The blob id of our rendering of a document. */
export function renderedId(document: Json, hash: HashName): BlobId {
  if (typeof document !== "object" || document === null) {
    return blobId(renderDocument(document), hash);
  }
  const known = ids[hash].get(document);
  if (known !== undefined) return known;
  const id = blobId(renderDocument(document), hash);
  ids[hash].set(document, id);
  return id;
}

/** How a tree's blobs are named: SHA-256 if its ids are 64 hex digits long, else SHA-1. */
export function hashOf(tree: Snapshot["tree"]): HashName {
  for (const id of tree.values()) return id.length === 64 ? "sha256" : "sha1";
  return "sha1";
}
