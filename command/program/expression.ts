import type { Bindings } from "./bindings";
import type { Declaration } from "./declaration";
import { code, object, text } from "./source";
import type { Source } from "./source";
import { asked, used } from "./settings";
import type { Setting } from "./settings";
import { print } from "./print";

/** An argument of a declaration as the program says it, with settings in place of variables and secrets. */
export function expression(
  value: unknown,
  path: readonly string[],
  declaration: Declaration,
  bindings: Bindings,
): Source {
  const secret = bindings.secretAt(declaration, path);
  if (secret !== undefined) return asked(secret);
  if (typeof value === "string") return textExpression(value, declaration, bindings);
  if (Array.isArray(value))
    return {
      kind: "list",
      items: value.map((item: unknown) => expression(item, path, declaration, bindings)),
    };
  if (typeof value !== "object" || value === null) {
    const [setting] = settingsIn(String(value), declaration, bindings);
    return setting === undefined ? code(String(value)) : used(setting.setting);
  }
  const entries = Object.entries(value).map(([key, inner]) => ({
    key: textExpression(key, declaration, bindings),
    value: expression(inner, [...path, key], declaration, bindings),
  }));
  return entries.length === 0 ? object({}) : { kind: "object", entries };
}

function textExpression(value: string, declaration: Declaration, bindings: Bindings): Source {
  const its = settingsIn(value, declaration, bindings);
  const [first] = its;
  if (first === undefined) return text(value);
  if (first.specimen === value) return whole(first.setting);
  const byText = new Map(its.map(({ specimen, setting }) => [specimen, setting]));
  const pieces = value.split(new RegExp(`(${[...byText.keys()].map(escaped).join("|")})`));
  const template = pieces.map((piece) => {
    const setting = byText.get(piece);
    return setting === undefined ? piece.replace(/[`\\]|\$(?=\{)/g, "\\$&") : `\${${setting.key}}`;
  });
  const tag = its.some(({ setting }) => setting.type === "secret") ? "pulumi.interpolate" : "";
  return code(`${tag}\`${template.join("")}\``);
}

function whole(setting: Setting): Source {
  if (setting.type !== "number") return used(setting);
  return code(`String(${print(used(setting), 0, 0)})`);
}

function settingsIn(value: string, { specimens }: Declaration, { variables }: Bindings) {
  return specimens.flatMap((specimen) => {
    const setting = variables.get(specimen);
    return setting !== undefined && value.includes(specimen.value)
      ? [{ specimen: specimen.value, setting }]
      : [];
  });
}

function escaped(part: string): string {
  return part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
