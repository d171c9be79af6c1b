import { indented } from "./lines";

/** Chooses at each place where a slip is possible; true: it is made. */
export type Chance = () => boolean;

/** A body as text, with slips wherever chance has it; the kubeconfig may come as a YAML block, always the last field. */
export function withSlips(body: Readonly<Record<string, unknown>>, chance: Chance): string {
  const { kubeconfig, ...rest } = body;
  const isText = typeof kubeconfig === "string" && kubeconfig.includes("\n");
  const asBlock = isText && chance();
  const json = JSON.stringify(
    asBlock || kubeconfig === undefined ? rest : { ...rest, kubeconfig },
    null,
    2,
  );
  const lines = json
    .split("\n")
    .flatMap((line, index, all) => slip(line, all[index + 1] ?? "", chance));
  if (!asBlock) return lines.join("\n");
  const block = ['  "kubeconfig": |', ...indented(kubeconfig.trimEnd(), 4)];
  return [...lines.slice(0, -1), ...block, "}"].join("\n");
}

function slip(line: string, next: string, chance: Chance): string[] {
  const isLast = /^\s*[}\]]/.test(next);
  const ends = /["}\]]$/.test(line);
  return [
    ...(chance() ? [`${/^\s*/.exec(line)?.[0] ?? ""}# what comes next: "{ $it }", it's said`] : []),
    unquoted(isLast && ends && chance() ? `${line},` : withoutComma(line, next, chance), chance),
  ];
}

/** A comma between two lines can be missed. */
function withoutComma(line: string, next: string, chance: Chance): string {
  return line.endsWith(",") && /^\s*["{]/.test(next) && chance() ? line.slice(0, -1) : line;
}

function unquoted(line: string, chance: Chance): string {
  return /^\s*"[a-zA-Z_]+":/.test(line) && chance() ? line.replace(/"([a-zA-Z_]+)":/, "$1:") : line;
}
