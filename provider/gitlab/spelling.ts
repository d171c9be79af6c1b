/** `?per_page=100&iids[]=1`, as Rails reads it; what is undefined is left out. */
export function textOfQuery(query: Readonly<Record<string, unknown>> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    const key = snakeCase(name);
    if (Array.isArray(value)) for (const one of value) parameters.append(`${key}[]`, scalar(one));
    else parameters.append(key, scalar(value));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

function scalar(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** JSON with GitLab's names in place of JavaScript's; values stay as they are. */
export function textOfBody(body: unknown): string {
  return JSON.stringify(renamed(body));
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [snakeCase(key), renamed(inner)]),
  );
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
