import { canonicalJson, equalJson, isList, isMap } from "../../provider/claims/json";
import { UNKNOWN } from "../../provider/claims/model";
import type { Json } from "../../provider/claims/model";
import { renderDocument, renderValue } from "../../provider/claims/render";
import { masked } from "./mask";
import { unknownsSaid } from "./not-known";
import type { Inputs } from "./preview-json";

/** How a file is claimed: whole, as entries of one of its lists, or shared with others. */
export type Form = "document" | "text" | "entries" | "shared";

/** What a preview does to one file. */
export interface FileChange {
  readonly path: string;
  readonly form: Form;
  readonly action: "create" | "change" | "delete";
  /** Text as it was and as it will be: of the file, or of our entries in its list. Secrets are masked. */
  readonly before?: string;
  readonly after?: string;
  /** The list, for entries; empty: the stream of documents. */
  readonly list?: string;
  /** Entries that come and that go. */
  readonly added?: number;
  readonly removed?: number;
  /** What the texts do not show. */
  readonly note?: string;
}

const forms = {
  documents: "document",
  texts: "text",
  entries: "entries",
  shared: "shared",
} as const;

export type Part = keyof typeof forms;
export const parts = Object.keys(forms) as readonly Part[];

/** Why a part of a registration cannot be shown; undefined: it can be. */
export function unseen(inputs: Inputs | undefined, part: Part): string | undefined {
  const value = inputs?.[part];
  if (value === undefined || value === null || isMap(value)) return undefined;
  return value === UNKNOWN
    ? `Its ${part} are not known before the update.`
    : `Its ${part} are secret as a whole, and so are not shown.`;
}

/** What changes from one registration to the next, by path; `touched` are the engine's property paths that differ. */
export function fileChanges(
  old: Inputs | undefined,
  news: Inputs | undefined,
  touched: readonly string[],
): FileChange[] {
  return parts.flatMap((part) => {
    if ([old, news].some((inputs) => unseen(inputs, part) !== undefined)) return [];
    const [before, after] = [claimsOf(old, part), claimsOf(news, part)];
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return paths.flatMap((path) => {
      const differs = touched.some((key) => key.startsWith(`${part}[${JSON.stringify(path)}]`));
      return changeOf({ path, form: forms[part] }, before[path], after[path], differs);
    });
  });
}

function claimsOf(inputs: Inputs | undefined, part: Part): Inputs {
  const value = inputs?.[part];
  return isMap(value) ? value : {};
}

function changeOf(
  file: Pick<FileChange, "path" | "form">,
  old: Json | undefined,
  now: Json | undefined,
  differs: boolean,
): FileChange[] {
  const [before, after] = [old, now].map((claim) => textOf(claim, file.form));
  const action = old === undefined ? "create" : now === undefined ? "delete" : "change";
  if (action === "change" && before === after) {
    const note = unshown(file.form, old, now, differs);
    return note === undefined ? [] : [{ ...file, ...listed(file.form, old, now), action, note }];
  }
  return [
    {
      ...file,
      ...listed(file.form, old, now),
      action,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

/** What changes in a claim whose texts show no change; undefined: nothing. */
function unshown(
  form: Form,
  old: Json | undefined,
  now: Json | undefined,
  differs: boolean,
): string | undefined {
  if (plainText(old, form) !== plainText(now, form)) return "Only values that are masked change.";
  const hasSecrets = now !== undefined && canonicalJson(now).includes("[secret]");
  return differs && hasSecrets ? "Only values that are secret change." : undefined;
}

function textOf(claim: Json | undefined, form: Form): string | undefined {
  if (claim === undefined) return undefined;
  return masked(plainText(claim, form, shown));
}

/** The text of a claim with all that it holds, which is for comparing only. */
function plainText(
  claim: Json | undefined,
  form: Form,
  seen: (value: Json) => Json = (value) => value,
): string {
  if (claim === undefined) return "";
  switch (form) {
    case "text":
      if (typeof claim !== "string") return "";
      // Of a text that is not known nobody can say that it has no newline at its end.
      return `${seen(claim) as string}${claim === UNKNOWN ? "\n" : ""}`;
    case "document":
      return renderDocument(seen(claim));
    case "shared":
      return renderDocument(seen(isMap(claim) ? (claim["document"] ?? null) : claim));
    case "entries": {
      const values = valuesOf(claim);
      return values.length === 0 ? "" : renderValue(values.map(seen));
    }
  }
}

function valuesOf(claim: Json | undefined): readonly Json[] {
  const values = isMap(claim) ? claim["values"] : claim;
  return isList(values) ? values : values === undefined ? [] : [values];
}

function listed(
  form: Form,
  old: Json | undefined,
  now: Json | undefined,
): Pick<FileChange, "list" | "added" | "removed"> {
  if (form !== "entries") return {};
  const list = isMap(now ?? old) ? ((now ?? old) as Inputs)["list"] : undefined;
  const [before, after] = [valuesOf(old), valuesOf(now)];
  return {
    list: typeof list === "string" ? unknownsSaid(list) : "",
    added: without(after, before),
    removed: without(before, after),
  };
}

function without(values: readonly Json[], others: readonly Json[]): number {
  return values.filter((value) => !others.some((other) => equalJson(value, other))).length;
}

/** A value in which what is not known yet is said so, and what a Secret holds is not there. */
function shown(value: Json): Json {
  if (typeof value === "string") return unknownsSaid(value);
  if (isList(value)) return value.map(shown);
  if (!isMap(value)) return value;
  const isSecret = value["kind"] === "Secret";
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isSecret && ["data", "stringData"].includes(key) && isMap(inner)
        ? Object.fromEntries(Object.keys(inner).map((name) => [name, "[secret]"]))
        : shown(inner),
    ]),
  );
}
