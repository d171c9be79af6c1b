type Fields = Readonly<Record<string, unknown>>;

/** Follows {@link contextProblem}. */
export const chooseContext = "choose one with `kubectl config use-context`";

/**
 * Why the current context, the part of a kubeconfig that is used, cannot be used: a clause that follows "kubeconfig",
 * without a word of what it holds; undefined: it can.
 */
export function contextProblem(config: Fields): string | undefined {
  const current = config["current-context"];
  if (typeof current !== "string" || current === "") return "has no current-context";
  const context = named(config, "contexts", current)?.["context"];
  if (!isMap(context)) return "has a current-context that is not among its contexts";
  const gone = ["cluster", "user"].find(
    (part) => named(config, `${part}s`, context[part]) === undefined,
  );
  return gone && `has a current-context whose ${gone} is not among its ${gone}s`;
}

function named(config: Fields, list: string, name: unknown): Fields | undefined {
  const items: unknown = config[list];
  return Array.isArray(items)
    ? items.filter(isMap).find((item) => item["name"] === name)
    : undefined;
}

function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
