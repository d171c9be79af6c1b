import type { SubjectChange } from "./model";
import type { FileChange } from "./file-change";

/**
 * Changes in which a file that one registration gives up and another takes, as when a host becomes a physical cluster,
 * is told once: it changes with its new owner, and is not deleted.
 */
export function handedOver(subjects: readonly SubjectChange[]): SubjectChange[] {
  const given = wholes(subjects, "delete");
  const taken = wholes(subjects, "create");
  return subjects.map((subject) => {
    const files = subject.files.flatMap((file) => {
      const key = keyOf(subject, file);
      const [from, to] = [given.get(key), taken.get(key)];
      if (from === undefined || to === undefined || from.urn === to.urn) return [file];
      if (subject.urn === from.urn) return file.action === "delete" ? [] : [file];
      return subject.urn === to.urn ? takenOver(file, from) : [file];
    });
    const left = subject.files.length - files.length;
    const note = `${left === 1 ? "A file goes" : `${left} files go`} over to another registration of this plan.`;
    const gives = subject.files.some(
      (file) => file.action === "delete" && taken.has(keyOf(subject, file)),
    );
    return gives && left > 0
      ? { ...subject, files, notes: [...subject.notes, note] }
      : { ...subject, files };
  });
}

interface Owner {
  readonly urn: string;
  readonly subject: string;
  readonly before: string | undefined;
}

function wholes(
  subjects: readonly SubjectChange[],
  action: FileChange["action"],
): ReadonlyMap<string, Owner> {
  return new Map(
    subjects.flatMap((one) =>
      one.files
        .filter((file) => file.action === action && isWhole(file))
        .map((file) => {
          const { urn, subject } = one;
          return [keyOf(one, file), { urn, subject, before: file.before }] as const;
        }),
    ),
  );
}

function takenOver(file: FileChange, from: Owner): FileChange[] {
  if (file.action !== "create") return [file];
  const note = `Taken over from ${from.subject}.`;
  const before = from.before ?? "";
  return before === file.after
    ? [{ path: file.path, form: file.form, action: "change", note }]
    : [{ ...file, action: "change", before, note }];
}

function isWhole({ form }: FileChange): boolean {
  return form === "document" || form === "text";
}

function keyOf({ place }: SubjectChange, { path, form }: FileChange): string {
  return `${form} ${place}:${path}`;
}
