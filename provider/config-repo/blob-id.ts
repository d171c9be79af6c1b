import { createHash } from "node:crypto";

import type { BlobId } from "../claims/request";

/** The id that Git gives `text` as a blob, in a repository of SHA-1 objects. */
export function blobIdOf(text: string): BlobId {
  const bytes = Buffer.from(text, "utf8");
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
