import type { Findings, Path } from "./findings";
import { propertyPath } from "../registration/problems";

/** A place in a template that somebody has to fill in. */
export interface RequestVariable {
  /** As it is written, e.g. `$cluster-ip`; one of nothing but x, or left out, has the name of its field. */
  readonly name: string;
  /** As it stands in the text, e.g. `${cluster_ip}` or `{{ ip }}`. */
  readonly text: string;
  /** The fields that it is in, as the request spells them. */
  readonly paths: readonly string[];
  /** Whether what it stands for must not be seen. */
  readonly secret: boolean;
}

/** A variable, and where in the request it was found. */
export interface FoundVariable {
  readonly name: string;
  readonly text: string;
  readonly path: Path;
}

/** Names may have hyphens, as those of the documents do. */
const named =
  /\$\{\s*([A-Za-z_][\w-]*)[^}]*\}|\$([A-Za-z_]\w*(?:-\w+)*)|\{\{-?\s*\.?([\w.-]+)[^}]*\}\}|<([A-Za-z][\w -]*)>/g;
/** A shell's command, and addresses and ports of nothing but x. */
const nameless = /\$\([^)]*\)|`[^`]*`|x{3}(?:\.x{3}){3}(?::x+)?|^x{3,}$/g;

/** The variables in the texts of a value, and in the names of its maps. */
export function variablesWithin(value: unknown, path: Path): readonly FoundVariable[] {
  if (typeof value === "string")
    return isCredential(path) ? whole(value, path) : within(value, path);
  if (Array.isArray(value))
    return value.flatMap((item, index) => variablesWithin(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...within(key, [...path, key]),
    ...variablesWithin(inner, [...path, key]),
  ]);
}

/** The same by name, with all places of each. */
export function byName(found: readonly FoundVariable[]): readonly RequestVariable[] {
  return [...new Set(found.map(({ name }) => name))].map((name) => {
    const places = found.filter((one) => one.name === name);
    return {
      name,
      text: places[0]?.text ?? name,
      paths: [...new Set(places.map(({ path }) => propertyPath(path)))],
      secret: places.some(({ path }) => isCredential(path)) || isSecret(name),
    };
  });
}

/** Says of each variable, where it is first, that nobody can know what it stands for. */
export function refuseVariables(found: Findings, variables: readonly FoundVariable[]): void {
  for (const { name, text, paths } of byName(variables)) {
    const first = variables.find((one) => one.name === name);
    const shown = text.includes("\n") ? name : text;
    const others = paths.length - 1;
    const where =
      others === 0 ? "" : `, here and in ${others} other ${others === 1 ? "place" : "places"}`;
    found.problem(
      first?.path ?? [],
      `is a template with the variable ${shown}${where}; put its value there.`,
    );
  }
}

/** A value in which each variable has its value. */
export function filled(
  value: unknown,
  values: Readonly<Record<string, string>>,
  path: Path = [],
): unknown {
  if (typeof value === "string") return filledText(value, values, path);
  if (Array.isArray(value))
    return value.map((item, index) => filled(item, values, [...path, index]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      filledText(key, values, []),
      filled(inner, values, [...path, key]),
    ]),
  );
}

function filledText(text: string, values: Readonly<Record<string, string>>, path: Path): string {
  const variables = variablesWithin(text, path);
  return variables.reduce(
    (done, variable) =>
      Object.hasOwn(values, variable.name)
        ? done.replaceAll(variable.text, () => values[variable.name] ?? "")
        : done,
    text,
  );
}

function within(text: string, path: Path): FoundVariable[] {
  return [
    ...[...text.matchAll(named)].map((match) => ({
      name: match.slice(1).find(Boolean) ?? "",
      text: match[0],
      path,
    })),
    ...[...text.matchAll(nameless)].map(([found]) => ({
      name: fieldName(path),
      text: found,
      path,
    })),
  ];
}

/** A credential may hold anything, so only one that is nothing else is a variable. */
function whole(text: string, path: Path): FoundVariable[] {
  const trimmed = text.trim();
  const isShortened = /^\s*\.\.\.\s*$/m.test(text);
  if (isShortened) return [{ name: fieldName(path), text, path }];
  return within(trimmed, path).filter((variable) => variable.text === trimmed);
}

function fieldName(path: Path): string {
  return path.findLast((part) => typeof part === "string") ?? "value";
}

function isCredential(path: Path): boolean {
  return String(path.at(-1)) === "kubeconfig";
}

function isSecret(name: string): boolean {
  return /kubeconfig|token|password|secret|(^|[-_])key$/i.test(name);
}
