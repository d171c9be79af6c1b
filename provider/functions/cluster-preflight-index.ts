import { load } from "js-yaml";
import { field } from "../kubernetes/objects";
import { SourceFailure } from "./cluster-preflight-sources";

/** The versions of a chart in the text of a repository's index.yaml, in its order; empty: it has no such chart. */
export function versionsInIndex(text: string, chart: string): string[] {
  const entries = part(text, chart) ?? field(parsed(text), "entries");
  if (entries === undefined) throw new SourceFailure("its index.yaml has no `entries`");
  const versions = field(entries, chart);
  if (!Array.isArray(versions)) return [];
  return versions.map((one) => String(field(one, "version")));
}

/**
 * Only this chart's part: indexes have megabytes, and Helm writes one chart after the other. Undefined: it is written
 * otherwise.
 */
function part(text: string, chart: string): unknown {
  const begin = text.indexOf(`\n  ${chart}:\n`);
  if (begin < 0 || !/^entries:\s*$/m.test(text.slice(0, begin + 1))) return undefined;
  const rest = text.slice(begin + 1);
  const next = rest.slice(1).search(/\n {0,2}[^\s#-]/);
  try {
    return load(next < 0 ? rest : rest.slice(0, next + 2));
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return load(text);
  } catch {
    throw new SourceFailure("its index.yaml is not valid YAML");
  }
}
