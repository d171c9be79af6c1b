import type { Document } from "yaml";
import { LineCounter, isScalar, parseAllDocuments } from "yaml";

import { nearest } from "../registration/problems";
import type { Delivery } from "../registration";
import { isVirtual, translateCluster } from "./cluster";
import type { ClusterFromRequest } from "./cluster";
import { cliKinds, explanationOf } from "./cli-kinds";
import { Findings, InvalidRequest } from "./findings";
import type { RequestProblem } from "./findings";
import { environmentsOf } from "./environments";
import { placesIn } from "./located";
import { translateRuntime } from "./runtime";
import type { RuntimeFromRequest } from "./runtime";

/** A document of a file for Nautes' command line that stays with Nautes, and what it means here. */
export interface OtherCliDocument {
  readonly kind: string;
  readonly name: string;
  readonly line: number;
  /** A sentence for people. */
  readonly message: string;
}

/** What a file for Nautes' command line declares, each list in the order in which `nautes apply` would send it. */
export interface CliFile {
  readonly clusters: readonly (ClusterFromRequest & { readonly line: number })[];
  readonly runtimes: readonly (RuntimeFromRequest & { readonly line: number })[];
  /** What is no component here: products, projects, environments, code repos and who may use them, pipelines. */
  readonly others: readonly OtherCliDocument[];
}

/** What is said of a file besides its text. */
export interface CliFileOptions {
  /** Default: `pull`, which is what Nautes does with it. */
  readonly delivery?: Delivery | undefined;
  /** Number of the file's first line in its document. Default: 1. */
  readonly line?: number | undefined;
}

/** A document of the file, read. */
interface CliDocument {
  readonly kind: string;
  readonly line: number;
  readonly spec: unknown;
  readonly found: Findings;
}

/**
 * The clusters and runtimes that a file for `nautes apply` declares. A runtime whose environment is in the same file
 * gets its cluster and `environment` from there.
 * @throws InvalidRequest with all that is wrong in all documents, each with line and field
 */
export function argsFromCliFile(text: string, options: CliFileOptions = {}): CliFile {
  const documents = readDocuments(text, options.line ?? 1);
  const environments = environmentsOf(documents);
  const clusters: CliFile["clusters"][number][] = [];
  const runtimes: CliFile["runtimes"][number][] = [];
  const others: OtherCliDocument[] = [];
  for (const { kind, line, spec, found } of documents) {
    if (kind === "Cluster") {
      const cluster = translateCluster(found, ["spec"], spec, { delivery: options.delivery });
      if (cluster !== undefined) clusters.push({ ...cluster, line });
    } else if (kind === "DeploymentRuntime") {
      const runtime = translateRuntime(found, ["spec"], spec, { delivery: options.delivery });
      if (runtime !== undefined) runtimes.push({ ...environments.complete(runtime), line });
    } else {
      const name = nameOf(spec);
      others.push({ kind, name, line, message: explanationOf(kind, name) });
    }
  }
  demandNone(documents.flatMap(({ found }) => found.problems));
  return {
    // A host must be there before what is in it; the order of the file is kept otherwise.
    clusters: clusters.sort((a, b) => Number(isVirtual(a)) - Number(isVirtual(b))),
    runtimes,
    others: others.sort((a, b) => cliKinds.indexOf(a.kind) - cliKinds.indexOf(b.kind)),
  };
}

function readDocuments(text: string, firstLine: number): readonly CliDocument[] {
  const lines = new LineCounter();
  // Positions count all that is in the text, so its line ends must stay; a mark at its beginning must not.
  const parsed = parseAllDocuments(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    logLevel: "error",
  });
  const all = "empty" in parsed ? [] : parsed.filter(({ contents }) => !isNothing(contents));
  demandNone(
    all
      .flatMap(({ errors }) => errors)
      .map((error) => ({
        path: "",
        line: lines.linePos(error.pos[0]).line + firstLine - 1,
        message: `is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")}); correct it.`,
      })),
  );
  if (all.length === 0)
    demandNone([
      {
        path: "",
        line: firstLine,
        message: "holds no document; give at least one, with kind and spec.",
      },
    ]);
  return all.map((document) => {
    const { lineOf } = placesIn(document, lines, firstLine);
    const found = new Findings({ value: valueOf(document), lineOf });
    const { kind, spec } = partsOf(found.source.value);
    checkDocument(found);
    return {
      kind: typeof kind === "string" ? kind : "",
      line: lineOf([]) ?? firstLine,
      spec: spec ?? {},
      found,
    };
  });
}

/** Documents may be empty, or hold comments alone. */
function isNothing(contents: unknown): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** Aliases that lead nowhere, or to more than any file needs, throw. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    return undefined;
  }
}

function partsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** What is not as the documents of the command line are. */
function checkDocument(found: Findings): void {
  const { value } = found.source;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    found.problem([], "must be an object with kind and spec, without aliases; give it so.");
    return;
  }
  const { kind, metadata, spec } = partsOf(value);
  if (typeof kind !== "string") {
    found.problem(["kind"], `is missing; give one of ${cliKinds.join(", ")}.`);
    return;
  }
  const near = cliKinds.includes(kind) ? undefined : nearest(kind, cliKinds);
  if (near !== undefined)
    found.problem(["kind"], `"${kind}" is not a kind of the command line; did you mean ${near}?`);
  if (cliKinds.includes(kind) && metadata !== undefined)
    found.problem(
      ["metadata"],
      "belongs to a file of a config repo, not to one of the command line; remove it and give spec.name, or import what the config repo holds.",
    );
  else if (cliKinds.includes(kind) && spec === undefined)
    found.problem(["spec"], "is missing; give what is to be made, with its name.");
}

function nameOf(spec: unknown): string {
  const { name } = partsOf(spec);
  return typeof name === "string" ? name : "";
}

function demandNone(problems: readonly RequestProblem[]): void {
  if (problems.length > 0) throw new InvalidRequest("The file", problems);
}
