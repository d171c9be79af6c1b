import { readRequest } from "./request";
import type { RequestBody, RequestOrigin } from "./request";
import { byName, filled, variablesWithin } from "./variables";
import type { RequestVariable } from "./variables";

/**
 * The variables of a template: `$name`, `${name}`, `{{ name }}`, `<name>`, addresses and ports of nothing but x, and a
 * kubeconfig that is only hinted at; also those in the names that `url` holds. None: it is a request.
 * @throws InvalidRequest if it is no object
 */
export function requestVariables(
  request: RequestBody,
  { url, line }: RequestOrigin = {},
): readonly RequestVariable[] {
  const { value } = readRequest("The request", request, line).source;
  const [, names = ""] = /\/api\/v1(\/[^?#\s]*)/.exec(url ?? "") ?? [];
  return byName([...variablesWithin(names, ["url"]), ...variablesWithin(value, [])]);
}

/** What a template says once its variables have these values, by name. @throws InvalidRequest if it is no object */
export function fillRequest(
  request: RequestBody,
  values: Readonly<Record<string, string>>,
  { line }: RequestOrigin = {},
): object {
  return filled(readRequest("The request", request, line).source.value, values) as object;
}
