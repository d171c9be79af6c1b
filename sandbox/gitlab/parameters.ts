import { json, Refusal } from "./answer";

/** What query and body say together, as Rails reads them: `a[]=1&a[]=2` is a list. @throws Refusal 400 for bad JSON */
export function readParameters(
  url: URL,
  contentType: string | undefined,
  body: Buffer,
): Record<string, unknown> {
  const fromQuery = fromPairs(url.searchParams);
  if (body.length === 0) return fromQuery;
  const type = (contentType ?? "").split(";")[0]?.trim();
  if (type === "application/x-www-form-urlencoded") {
    return { ...fromQuery, ...fromPairs(new URLSearchParams(body.toString())) };
  }
  if (type !== "application/json") return fromQuery;
  const value = parse(body.toString());
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalidJson();
  return { ...fromQuery, ...value };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidJson();
  }
}

function invalidJson(): Refusal {
  return new Refusal(json(400, { message: "Invalid json", error: "Invalid json" }));
}

function fromPairs(pairs: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, value] of pairs) {
    if (!name.endsWith("[]")) values[name] = value;
    else {
      const key = name.slice(0, -2);
      const before = values[key];
      values[key] = [...(Array.isArray(before) ? (before as unknown[]) : []), value];
    }
  }
  return values;
}
