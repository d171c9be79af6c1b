import {
  InvalidRequest,
  clusterArgsFromRequest,
  fillRequest,
  requestVariables,
  runtimeArgsFromRequest,
} from "../../components/requests";
import type {
  ClusterFromRequest,
  FoundRequest,
  RequestProblem,
  RequestVariable,
  RuntimeFromRequest,
} from "../../components/requests";
import { readRequest } from "../../components/requests/request";
import type { Delivery } from "../../components/registration";
import type { GivenValues, Place } from "./given-values";
import { specimensOf } from "./specimens";
import type { Specimen } from "../program/specimen";

/** A request that is translated, or why it is not. */
export type Translation =
  | {
      readonly result: ClusterFromRequest | RuntimeFromRequest;
      readonly specimens: readonly Specimen[];
    }
  | {
      readonly problems: readonly RequestProblem[];
      /** Whether the reason is a variable that has no value. */
      readonly undecided: boolean;
    };

/** What is said of a request besides its text. */
export interface TranslationOptions {
  readonly place: Place;
  readonly values: GivenValues;
  readonly delivery: Delivery;
}

/** Translates a request that saves a cluster or runtime; variables without a value are stood for by specimens. */
export function translate(
  request: FoundRequest & { readonly body: string },
  options: TranslationOptions,
): Translation {
  const { body, url, bodyLine: line } = request;
  try {
    const variables = requestVariables(body, { url, line });
    const refused = variables.flatMap((variable) => secretGiven(variable, options));
    if (refused.length > 0) return { problems: refused, undecided: false };
    if (variables.length === 0)
      return { result: resultOf(request, body, options, url), specimens: [] };
    return translateTemplate(request, variables, options);
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    return { problems: error.problems, undecided: false };
  }
}

function translateTemplate(
  request: FoundRequest & { readonly body: string },
  variables: readonly RequestVariable[],
  options: TranslationOptions,
): Translation {
  const { body, url = "", bodyLine: line } = request;
  const { place, values } = options;
  const given = variables.flatMap(({ name }) => {
    const value = values.of(name, place);
    return value === undefined ? [] : [[name, value] as const];
  });
  const open = variables.filter(({ name }) => !given.some(([known]) => known === name));
  const names = url.replace(/^.*?\/api\/v1/, "");
  const specimens = specimensOf(open, fillRequest(body, {}), names);
  const all = Object.fromEntries([
    ...given,
    ...specimens.map(({ variable, value }) => [variable.name, value] as const),
  ]);
  const filledNames = variables.reduce(
    (text, { name, text: written }) => text.replaceAll(written, () => all[name] ?? written),
    names,
  );
  try {
    const filled = fillRequest(body, all);
    return {
      result: resultOf(request, filled, options, url === "" ? undefined : `/api/v1${filledNames}`),
      specimens,
    };
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    const { source } = readRequest("The request", body, line);
    const located = error.problems.map((problem) => {
      const at = source.lineOf(pathOf(problem.path));
      return { ...problem, ...(at === undefined ? {} : { line: at }) };
    });
    return asked(located, specimens, place, (path) => source.lineOf(pathOf(path)));
  }
}

/** The fields that decide what a request declares. */
const deciding = /^(?:cluster_?type|usage|worker_?type)$/i;

/** What is wrong with a specimen is asked for, and with it all that is decided by variables. */
function asked(
  problems: readonly RequestProblem[],
  specimens: readonly Specimen[],
  { line }: Place,
  lineOf: (path: string) => number | undefined,
): Translation {
  const open = specimens.flatMap(({ variable, value }) => {
    const wrong = problems.find(
      ({ path, message }) => variable.paths.includes(path) || message.includes(value),
    );
    const path = wrong?.path ?? variable.paths.find((one) => deciding.test(one));
    if (path === undefined) return [];
    const { name, text } = variable;
    const shown = text.includes("\n") ? name : text;
    const message = `is the variable ${shown}, which decides what the program consists of; give it a value with --set '${name}@${line}=VALUE', or leave such requests out with --skip-undecided.`;
    return [{ problem: { path, message, ...present("line", lineOf(path)) }, wrong }];
  });
  const rest = problems.filter((problem) => open.every(({ wrong }) => wrong !== problem));
  return {
    problems: [...open.map(({ problem }) => problem), ...rest],
    undecided: rest.length === 0,
  };
}

/** A value on the command line is seen by others, and would get into the program. */
function secretGiven(
  { name, secret, paths }: RequestVariable,
  { values, place }: TranslationOptions,
): readonly RequestProblem[] {
  if (!secret || values.of(name, place) === undefined) return [];
  const message = `holds a secret, which no command line and no program may; leave out --set ${name}: it becomes a secret of the stack's configuration.`;
  return [{ path: paths[0] ?? "", message }];
}

function resultOf(
  { means, bodyLine: line }: FoundRequest,
  body: string | object,
  { values, place, delivery }: TranslationOptions,
  url: string | undefined,
): ClusterFromRequest | RuntimeFromRequest {
  const given = url === undefined ? (name: string) => values.of(name, place) : () => undefined;
  return means.of === "cluster"
    ? clusterArgsFromRequest(body, { url, line, delivery, clusterName: given("cluster_name") })
    : runtimeArgsFromRequest(body, {
        ...{ url, line, delivery },
        ...present("product", given("product_name")),
        ...present("runtimeName", given("deploymentruntime_name")),
      });
}

/** A property only if it has a value: a default is taken only where there is none. */
function present<Value>(name: string, value: Value | undefined): Readonly<Record<string, Value>> {
  return value === undefined ? {} : { [name]: value };
}

/** `a.b[0]` → a, b, 0 */
function pathOf(path: string): readonly (string | number)[] {
  return path
    .split(/\.|(?=\[)/)
    .map((part) => (/^\[\d+\]$/.test(part) ? Number(part.slice(1, -1)) : part))
    .filter((part) => part !== "");
}
