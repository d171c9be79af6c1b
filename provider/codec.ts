import type { Json } from "./claims/model";
import { SIGNATURE, UNKNOWN } from "./claims/model";

/** The way to a value inside inputs or outputs. */
export type ValuePath = readonly (string | number)[];

/** What a gRPC Struct holds: plain data, with unknown leaves as the UNKNOWN string, and where its secrets are. */
export interface Decoded {
  readonly value: { readonly [key: string]: Json };
  /** The ways to what is marked secret: leaves, or whole maps and lists. */
  readonly secrets: readonly ValuePath[];
}

// Keys and values of Pulumi's wire protocol: sdk/nodejs/runtime/rpc.ts
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** Takes the marks of the wire protocol off, leaf by leaf. Assets, archives and resource references become UNKNOWN. */
export function decode(raw: unknown): Decoded {
  const secrets: ValuePath[] = [];
  const value = strip(raw ?? {}, [], secrets);
  return { value: isMap(value) ? value : {}, secrets };
}

function strip(value: unknown, at: ValuePath, secrets: ValuePath[]): Json {
  if (Array.isArray(value)) return value.map((item, index) => strip(item, [...at, index], secrets));
  if (typeof value === "object" && value !== null) {
    return stripMap(value as Record<string, unknown>, at, secrets);
  }
  return value === undefined ? null : (value as Json);
}

function stripMap(value: Record<string, unknown>, at: ValuePath, secrets: ValuePath[]): Json {
  switch (value[SIGNATURE]) {
    case undefined:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, strip(item, [...at, key], secrets)]),
      );
    case SECRET:
      secrets.push(at);
      return strip(value["value"], at, secrets);
    case OUTPUT:
      if (value["secret"] === true) secrets.push(at);
      return "value" in value ? strip(value["value"], at, secrets) : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** Puts the secret marks back where they were, as far as the value still has these places. */
export function encode(
  value: { readonly [key: string]: unknown },
  secrets: readonly ValuePath[] = [],
): { [key: string]: Json } {
  const marked = new Set(secrets.map((path) => JSON.stringify(path)));
  function mark(item: unknown, at: ValuePath): Json {
    const plain = Array.isArray(item)
      ? item.map((child, index) => mark(child, [...at, index]))
      : typeof item === "object" && item !== null
        ? markEntries(item, at, mark)
        : (item as Json);
    return marked.has(JSON.stringify(at)) ? { [SIGNATURE]: SECRET, value: plain } : plain;
  }
  return markEntries(value, [], mark);
}

function markEntries(
  map: object,
  at: ValuePath,
  mark: (item: unknown, at: ValuePath) => Json,
): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(map)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, mark(item, [...at, key])]),
  );
}

/** Whether a secret mark lies at, above or below this place. */
export function isSecret(path: ValuePath, secrets: readonly ValuePath[]): boolean {
  return secrets.some((secret) => {
    const shared = Math.min(secret.length, path.length);
    return secret.slice(0, shared).every((step, index) => step === path[index]);
  });
}

/** Whether something at or below `value` is not known before the update. */
export function hasUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasUnknown);
}

/** A place as Pulumi writes property paths: `documents["a/b.yaml"].spec.ports[0]`. */
export function propertyPath(path: ValuePath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (/^[A-Za-z_$][\w$-]*$/.test(step)) return text === "" ? step : `${text}.${step}`;
    return `${text}["${step.replace(/(["\\])/g, "\\$1")}"]`;
  }, "");
}

function isMap(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
