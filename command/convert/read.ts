import { requestsIn } from "../../components/requests";
import type { FoundRequest, RequestProblem } from "../../components/requests";
import type { Delivery } from "../../components/registration";
import { translateCli } from "./cli-documents";
import { declaration } from "../program/declaration";
import type { Declaration } from "../program/declaration";
import type { GivenValues, Place } from "./given-values";
import type { InputProblem } from "../program/problem";
import type { InputFile, Outcome } from "./input";
import { translate } from "./translate";

/** What files say, in their order. */
export interface Reading {
  readonly declarations: readonly Declaration[];
  readonly outcomes: readonly Outcome[];
  readonly problems: readonly InputProblem[];
}

/** How files are read. */
export interface ReadingOptions {
  readonly values: GivenValues;
  readonly delivery: Delivery;
  readonly skipUndecided: boolean;
  /** The text of a file that a request's body is in; undefined: there is none. */
  readonly bodyFile: (name: string, from: string) => string | undefined;
}

/** Reads all requests of all files, and translates those that save clusters and runtimes. */
export function read(files: readonly InputFile[], options: ReadingOptions): Reading {
  const parts = files.map((file) => readFile(file, options));
  return {
    declarations: parts.flatMap(({ declarations }) => declarations),
    outcomes: parts.flatMap(({ outcomes }) => outcomes),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function readFile(file: InputFile, options: ReadingOptions): Reading {
  const found = requestsOf(file);
  if (found.length === 0)
    return failed(file.name, 1, [
      {
        path: "",
        message:
          "holds no request to Nautes' API; give a script with curl commands, the body of a request, or a file for nautes apply.",
      },
    ]);
  const parts = found.map((request) => readOne(file.name, request, options));
  return {
    declarations: parts.flatMap(({ declarations }) => declarations),
    outcomes: parts.flatMap(({ outcomes }) => outcomes),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

/** A file that is one body or one set of documents is so even where it is too broken to be recognised in prose. */
function requestsOf({ name, text }: InputFile): readonly FoundRequest[] {
  const means = { action: "save", becomes: "" } as const;
  const whole = { line: 1, method: "POST", body: text, bodyLine: 1 };
  if (/\.ya?ml$/i.test(name)) return [{ form: "cli", ...whole, means: { ...means, of: "file" } }];
  const found = requestsIn(text);
  const isObject = /^\s*(?:(?:#|\/\/)[^\n]*\s+)*\{/.test(text);
  return found.length === 0 && (isObject || /\.json$/i.test(name))
    ? [{ form: "body", ...whole, means: { ...means, of: "cluster" } }]
    : found;
}

function readOne(file: string, request: FoundRequest, options: ReadingOptions): Reading {
  const { means, line, form, bodyFile } = request;
  const place = { file, line };
  if (form === "cli") return readCli(request, place, options);
  const isOurs = means.action === "save" && (means.of === "cluster" || means.of === "runtime");
  if (!isOurs) return { declarations: [], outcomes: [outcomeOf(file, request)], problems: [] };
  if (request.body !== undefined)
    return readSave({ ...request, body: request.body }, place, file, options);
  if (bodyFile === undefined)
    return failed(file, line, [{ path: "", message: "saves without a body; give one with -d." }]);
  const body = options.bodyFile(bodyFile, file);
  return body === undefined
    ? failed(file, line, [
        {
          path: "",
          message: `has its body in ${bodyFile}, which is not there; put it beside the script.`,
        },
      ])
    : readSave({ ...request, body, bodyLine: 1 }, place, bodyFile, options);
}

function readSave(
  request: FoundRequest & { readonly body: string },
  place: Place,
  bodyIn: string,
  options: ReadingOptions,
): Reading {
  const { file, line } = place;
  const translation = translate(request, { ...options, place });
  if ("result" in translation) {
    const { result, specimens } = translation;
    return {
      declarations: [declaration(result, { specimens, ...place })],
      outcomes: [{ ...outcomeOf(file, request), becomes: saved(result.kind), notes: result.notes }],
      problems: [],
    };
  }
  if (!translation.undecided || !options.skipUndecided)
    return failed(bodyIn, bodyIn === file ? line : 1, translation.problems);
  const becomes = "It is left out: variables decide what it is.";
  return { declarations: [], outcomes: [{ ...outcomeOf(file, request), becomes }], problems: [] };
}

function readCli(
  { body = "", bodyLine, line }: FoundRequest,
  { file }: Place,
  { values, delivery }: ReadingOptions,
): Reading {
  const translation = translateCli(body, {
    place: { file, line: bodyLine ?? line },
    values,
    delivery,
  });
  if ("problems" in translation) return failed(file, line, translation.problems);
  const { found, specimens } = translation;
  const ours = [...found.clusters, ...found.runtimes];
  return {
    declarations: ours.map((one) => declaration(one, { specimens, file, line: one.line })),
    outcomes: [
      ...ours.map((one) => ({
        file,
        line: one.line,
        action: "save" as const,
        of: one.kind === "DeploymentRuntime" ? "runtime" : "cluster",
        name: "clusterName" in one.args ? one.args.clusterName : one.args.runtimeName,
        becomes: saved(one.kind),
        notes: one.notes,
      })),
      ...found.others.map(({ kind, name, line: at, message }) => ({
        ...{ file, line: at, action: "save" as const, of: kind, name, notes: [] },
        becomes: message,
      })),
    ],
    problems: [],
  };
}

function saved(kind: string): string {
  return `It is a ${kind} of the program; \`pulumi up\` saves it.`;
}

function outcomeOf(file: string, { line, means }: FoundRequest): Outcome {
  const { action, of, name = "", becomes } = means;
  return { file, line, action, of, name, becomes, notes: [] };
}

function failed(file: string, line: number, problems: readonly RequestProblem[]): Reading {
  return {
    declarations: [],
    outcomes: [],
    problems: problems.map((problem) => ({
      file,
      line: problem.line ?? line,
      path: problem.path,
      message: problem.message,
    })),
  };
}
