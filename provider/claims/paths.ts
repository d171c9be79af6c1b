/** Why a path cannot name a file of a config repo; undefined: it can. */
export function faultOfPath(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.startsWith("/")) return "is absolute";
  if (path.includes("\0") || path.includes("\n")) return "has a control character";
  const segments = path.split("/");
  if (segments.includes("")) return "has an empty segment";
  if (segments.includes(".") || segments.includes("..")) return "has a segment `.` or `..`";
  if (segments.some((segment) => segment.toLowerCase() === ".git")) return "leads into `.git`";
  return undefined;
}

/** The folders that a path is in, the nearest first. */
export function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
    folders.push(path.slice(0, end));
  }
  return folders;
}
