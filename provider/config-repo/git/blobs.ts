import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import { DamagedCache } from "./git";
import { fetchBlobs, fetchCommit } from "./fetch";
import type { Place } from "./place";

/** The bytes of `blobs`, files of `commit`; those that the cache has not are fetched in one go. */
export async function readBlobs(
  place: Place,
  commit: CommitId,
  blobs: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Buffer>> {
  if (blobs.size === 0) return new Map();
  const found = await readCached(place, [...blobs]);
  const missing = [...blobs].filter((id) => !found.has(id));
  if (missing.length === 0) return found;
  // The cache may have been made anew since the commit was listed.
  await fetchCommit(place, commit);
  await fetchBlobs(place, missing);
  const fetched = await readCached(place, missing);
  if (missing.every((id) => fetched.has(id))) return new Map([...found, ...fetched]);
  throw new NautesError("repository-unsuitable", "The Git server does not give single files.", {
    at: place.git.subject.redact(place.git.settings.url),
    remedy: "Have it speak Git's protocol 2, or set `uploadpack.allowAnySHA1InWant` there.",
  });
}

async function readCached(
  { git, gitDir, signal }: Place,
  blobs: readonly string[],
): Promise<Map<string, Buffer>> {
  const input = blobs.map((id) => `${id}\n`).join("");
  const output = await git.run(["cat-file", "--batch"], { gitDir, signal, input });
  const found = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf("\n", at);
    const [id = "", type, size] = output.toString("latin1", at, lineEnd).split(" ");
    at = lineEnd + 1;
    if (type === "missing") continue;
    if (type !== "blob")
      throw new DamagedCache({ exitCode: 0, timedOut: false, stdout: output, stderr: "" });
    found.set(id, output.subarray(at, at + Number(size)));
    at += Number(size) + 1;
  }
  return found;
}
