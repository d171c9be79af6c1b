import { parseAllDocuments } from "yaml";

import { InvalidRequest, argsFromCliFile, requestVariables } from "../../components/requests";
import type { CliFile, RequestProblem, RequestVariable } from "../../components/requests";
import type { Delivery } from "../../components/registration";
import type { GivenValues, Place } from "./given-values";
import { specimensOf } from "./specimens";
import type { Specimen } from "../program/specimen";

/** Documents for Nautes' command line, translated, or why they are not. */
export type CliTranslation =
  | { readonly found: CliFile; readonly specimens: readonly Specimen[] }
  | { readonly problems: readonly RequestProblem[] };

/** Translates the documents that stand together in `text`; variables without a value are stood for by specimens. */
export function translateCli(
  text: string,
  { place, values, delivery }: { place: Place; values: GivenValues; delivery: Delivery },
): CliTranslation {
  const content = contentOf(text);
  const variables = content === undefined ? [] : requestVariables({ content });
  const secret = variables.find((one) => one.secret && values.of(one.name, place) !== undefined);
  if (secret !== undefined)
    return { problems: [{ path: "", line: place.line, message: secretGiven(secret) }] };
  const open = variables.filter(({ name }) => values.of(name, place) === undefined);
  const specimens = specimensOf(open, content, "");
  const filled = variables.reduce((done, { name, text: written }) => {
    const value =
      values.of(name, place) ?? specimens.find((one) => one.variable.name === name)?.value;
    return value === undefined ? done : done.replaceAll(written, () => value);
  }, text);
  try {
    return { found: argsFromCliFile(filled, { delivery, line: place.line }), specimens };
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return { problems: error.problems.map((problem) => asked(problem, specimens)) };
  }
}

/** Undefined for what is not YAML; translating it says why. */
function contentOf(text: string): unknown {
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ""), { logLevel: "silent" });
  if ("empty" in documents || documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS() as unknown);
  } catch {
    return undefined;
  }
}

function asked(problem: RequestProblem, specimens: readonly Specimen[]): RequestProblem {
  const path = problem.path.replace(/^spec\./, "");
  const its = specimens.find(
    ({ variable, value }) =>
      problem.message.includes(value) || variable.paths.some((one) => one.endsWith(`spec.${path}`)),
  );
  if (its === undefined) return problem;
  const { name, text } = its.variable;
  const message = `is the variable ${text}, which decides what the program consists of; give it a value with --set '${name}=VALUE'.`;
  return { ...problem, message };
}

function secretGiven({ name }: RequestVariable): string {
  return `The variable ${name} holds a secret, which no command line and no program may; leave out --set ${name}: it becomes a secret of the stack's configuration.`;
}
