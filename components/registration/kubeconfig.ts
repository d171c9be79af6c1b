import { load } from "js-yaml";
import { chooseContext, contextProblem } from "../../provider/kubeconfig-context";
import { kubeconfigText } from "../../provider/kubeconfig-text";

/** What is wrong with a kubeconfig, without a word of what it holds; undefined: nothing. */
export function kubeconfigProblem(given: string): string | undefined {
  const remedy = "give what `kubectl config view --flatten --raw` prints, as text or in base64.";
  const text = kubeconfigText(given);
  if (text === undefined) return `looks like base64 but does not decode; ${remedy}`;
  if (text.trim() === "") return `is empty; ${remedy}`;
  let parsed: unknown;
  try {
    parsed = load(text);
  } catch (error) {
    return `is not valid YAML${place(error)}; ${remedy}`;
  }
  if (!isMap(parsed)) return `is not a kubeconfig; ${remedy}`;
  const missing = [
    { list: "clusters", part: "cluster" },
    { list: "users", part: "user" },
  ].filter(({ list }) => !isFilledList(parsed[list]));
  if (missing.length > 0)
    return `has no ${missing.map(({ part }) => part).join(" and no ")}; ${remedy}`;
  const problem = contextProblem(parsed);
  return problem && `${problem}; ${chooseContext}, then ${remedy}`;
}

/** The parser's own message quotes the line, which may be a key; only the line's number is safe. */
function place(error: unknown): string {
  if (!isMap(error) || !isMap(error["mark"])) return "";
  const line = error["mark"]["line"];
  return typeof line === "number" ? ` in line ${line + 1}` : "";
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isMap);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
