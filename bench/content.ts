import { createHash } from "node:crypto";

/** What others keep in a config repo: so many files of 1 kB, thirty to a folder as clusters have them. */
export function contentOf(files: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: files }, (_, at): [string, string] => {
      const folder = String(Math.floor(at / 30)).padStart(4, "0");
      return [`existing/${folder}/file-${at % 30}.yaml`, manifest(at)];
    }),
  );
}

/** Half of it cannot be packed, as certificates and hashes in real manifests. */
function manifest(at: number): string {
  const sums = Array.from({ length: 12 }, (_, line) => {
    const sum = createHash("sha256").update(`${at} ${line}`).digest("hex");
    return `  key-${line}: ${sum}`;
  });
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: file-${at}\ndata:\n${sums.join("\n")}\n`;
}
