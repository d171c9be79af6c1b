import type { Answer } from "./answer";
import type { Call } from "./call";
import type { Scope } from "./model";

/** One endpoint of the API. */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `/api/v4`: `/projects/:id/repository/tree`; a part takes one segment, slashes encoded. */
  readonly pattern: string;
  /** What suffices besides `api`, and `read_api` for reading. */
  readonly scopes?: readonly Scope[] | "any";
  /** Whether a CI job's token is let in. */
  readonly jobs?: boolean;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/** The endpoint for a path, or the endpoints that take it with other methods. HEAD is a GET without body. */
export function match(
  routes: readonly Route[],
  method: string,
  path: string,
): Match | "other-method" | undefined {
  const fitting = routes.flatMap((route) => {
    const parts = partsOf(route.pattern, path);
    return parts === undefined ? [] : [{ route, path: parts }];
  });
  const wanted = method === "HEAD" ? "GET" : method;
  const found = fitting.find(({ route }) => route.method === wanted);
  return found ?? (fitting.length > 0 ? "other-method" : undefined);
}

function partsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, name] of wanted.entries()) {
    const value = given[index] ?? "";
    if (name.startsWith(":")) parts[name.slice(1)] = decode(value);
    else if (name !== value) return undefined;
  }
  return parts;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
