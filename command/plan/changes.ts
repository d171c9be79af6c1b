import { fileChanges, parts, unseen } from "./file-change";
import { handedOver } from "./handed-over";
import { masked } from "./mask";
import { unknownsSaid } from "./not-known";
import type { Changes, Diagnostic, OtherChange, SubjectChange } from "./model";
import type { Inputs, Preview, Step } from "./preview-json";
import { urnParts } from "./preview-json";

/** These change nothing. */
const quiet = new Set([
  "same",
  "refresh",
  "read",
  "read-discard",
  "discard",
  "remove-pending-replace",
]);

/** Whether a preview found something that `up` would fail with. */
export function hasFailed({ diagnostics }: Pick<Changes, "diagnostics">): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** What the steps of a preview come to. */
export function changesOf(preview: Preview): Changes {
  const steps = preview.steps ?? [];
  const telling = steps.filter(({ op }) => !quiet.has(op));
  const urns = [...new Set(telling.map(({ urn }) => urn))];
  const grouped = urns.map((urn) => telling.filter((step) => step.urn === urn));
  const [first] = [...steps, ...(preview.diagnostics ?? [])].flatMap(({ urn }) => urn ?? []);
  return {
    stack: first === undefined ? undefined : urnParts(first).stack,
    subjects: handedOver(grouped.filter(isFiles).map(subjectChange)),
    others: grouped.filter((group) => !isFiles(group)).flatMap(otherChange),
    diagnostics: diagnosticsOf(preview),
  };
}

function isFiles([step]: readonly Step[]): boolean {
  return urnParts(step?.urn ?? "").type === "nautes:index:ConfigFiles";
}

function subjectChange(steps: readonly Step[]): SubjectChange {
  const urn = steps[0]?.urn ?? "";
  const [old, news] = statesOf(steps);
  const inputs = news ?? old ?? {};
  const moved = old !== undefined && news !== undefined && placeOf(old) !== placeOf(news);
  const touched = steps.flatMap(({ detailedDiff }) => Object.keys(detailedDiff ?? {}));
  const notes = [old, news].flatMap((side) => parts.flatMap((part) => unseen(side, part) ?? []));
  return {
    verb: old === undefined ? "register" : news === undefined ? "deregister" : "update",
    subject: textOf(inputs["subject"], urnParts(urn).name),
    urn,
    place: placeOf(inputs),
    files: moved ? fileChanges(undefined, news, []) : fileChanges(old, news, touched),
    notes: [
      ...new Set(notes),
      ...(moved ? [`It moves from ${placeOf(old)}, where its files are deleted.`] : []),
      ...(inputs["adopt"] === true ? ["It takes over files that are there (adopt)."] : []),
    ],
  };
}

/** Old and new inputs; of a replacement, which has several steps, from each the one that it tells. */
function statesOf(steps: readonly Step[]): readonly [Inputs | undefined, Inputs | undefined] {
  const old = steps.find(({ oldState }) => oldState?.inputs !== undefined)?.oldState?.inputs;
  const news = steps.find(({ newState }) => newState?.inputs !== undefined)?.newState?.inputs;
  return [old, news];
}

function placeOf(inputs: Inputs): string {
  const repository = textOf(inputs["repository"], "the provider's repository");
  return `${repository}@${textOf(inputs["branch"], "its branch")}`;
}

function textOf(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? unknownsSaid(value) : fallback;
}

function otherChange(steps: readonly Step[]): OtherChange[] {
  const [step] = steps;
  if (step === undefined) return [];
  const { type, name } = urnParts(step.urn);
  const isOwn = (step.newState ?? step.oldState)?.custom === true;
  if (!isOwn || type.startsWith("pulumi:")) return [];
  const op = steps.length > 1 || step.op.includes("replace") ? "replace" : step.op;
  return [{ op, type, name }];
}

function diagnosticsOf({ diagnostics = [] }: Preview): Diagnostic[] {
  const found = diagnostics.map(({ severity, urn, message }) => ({
    severity,
    about: urn === undefined || urn === "" ? "" : urnParts(urn).name,
    message: unknownsSaid(masked(plain(message))).trim(),
  }));
  const told = new Map(found.map((one) => [`${one.severity} ${one.about} ${one.message}`, one]));
  return [...told.values()].filter(
    ({ message, severity }) => message !== "" && ["error", "warning"].includes(severity),
  );
}

/** Without colours, the engine's own marks for them, and the severity that stands before. */
function plain(message: string): string {
  return message
    .replaceAll(/<\{%[^}]*%\}>|\u001b\[[0-9;]*m/g, "")
    .replace(/^\s*(?:error|warning): /, "");
}
