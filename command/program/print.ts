import { literal } from "./source";
import type { Entry, Source } from "./source";

/** The width that prettier keeps to unless it is told another. */
const width = 80;

/** A value where `used` characters of the line are taken already, and `behind` will follow it. */
export function print(value: Source, indent: number, used: number, behind = 1): string {
  const flat = inLine(value);
  if (flat !== undefined && used + flat.length + behind <= width) return flat;
  const pad = " ".repeat(indent + 2);
  const end = `\n${" ".repeat(indent)}`;
  switch (value.kind) {
    case "list":
      return `[\n${value.items.map((item) => `${pad}${print(item, indent + 2, indent + 2)},\n`).join("")}${end.slice(1)}]`;
    case "object":
      return `{\n${value.entries.map((entry) => `${pad}${property(entry, indent + 2)},\n`).join("")}${end.slice(1)}}`;
    case "call":
      return `${value.callee}(\n${pad}${literal(value.argument)},${end})`;
    case "text":
    case "code":
      return flat ?? "";
  }
}

/** What stands behind `name =` or `name:`; a text that is too long for the line goes into the next. */
export function assigned(
  head: string,
  value: Source,
  indent: number,
  {
    behind = 1,
    keepsLine = false,
  }: { readonly behind?: number; readonly keepsLine?: boolean } = {},
): string {
  const flat = inLine(value) ?? "";
  const isTooLong = indent + head.length + 1 + flat.length + behind > width;
  if (isTooLong && !keepsLine && goesToNextLine(value))
    return `${head}\n${" ".repeat(indent + 2)}${flat}`;
  return `${head} ${print(value, indent, indent + head.length + 1, behind)}`;
}

/** Prettier breaks calls within their brackets, unless what is in them is short. */
function goesToNextLine(value: Source): boolean {
  return (
    value.kind === "text" || (value.kind === "call" && literal(value.argument).length <= width / 4)
  );
}

function property(entry: Entry, indent: number): string {
  const key = keyOf(entry);
  if (isShorthand(entry)) return key;
  // A name this short gains nothing by a line of its own.
  return assigned(`${key}:`, entry.value, indent, { keepsLine: key.length < 5 });
}

/** The value in one line; undefined: it has several anyway. */
function inLine(value: Source): string | undefined {
  switch (value.kind) {
    case "text":
      return literal(value.text);
    case "code":
      return value.text;
    case "call":
      return `${value.callee}(${literal(value.argument)})`;
    case "list": {
      const items = value.items.map(inLine);
      return items.includes(undefined) || isTable(value.items)
        ? undefined
        : `[${items.join(", ")}]`;
    }
    case "object": {
      const entries = value.entries.map((entry) => {
        const inner = inLine(entry.value);
        if (inner === undefined) return undefined;
        return isShorthand(entry) ? keyOf(entry) : `${keyOf(entry)}: ${inner}`;
      });
      if (entries.length === 0) return "{}";
      return entries.includes(undefined) ? undefined : `{ ${entries.join(", ")} }`;
    }
  }
}

/** Several objects of several properties stand below each other. */
function isTable(items: readonly Source[]): boolean {
  return (
    items.length > 1 && items.every((item) => item.kind === "object" && item.entries.length > 1)
  );
}

function isShorthand({ key, value }: Entry): boolean {
  return key.kind === "text" && value.kind === "code" && key.text === value.text;
}

function keyOf({ key }: Entry): string {
  if (key.kind !== "text") return `[${inLine(key) ?? ""}]`;
  return /^[A-Za-z_$][\w$]*$/.test(key.text) ? key.text : literal(key.text);
}
