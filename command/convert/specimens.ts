import type { RequestVariable } from "../../components/requests";
import type { Specimen } from "../program/specimen";

/**
 * A value for each variable that what it is in accepts, so that a template is translated as a request is. `value` is
 * what the template says, `names` are those in its URL.
 */
export function specimensOf(
  variables: readonly RequestVariable[],
  value: unknown,
  names: string,
): readonly Specimen[] {
  const leaves = [...leavesOf(value, ""), { field: "", text: names }];
  const everything = JSON.stringify([value, names]);
  let number = 0;
  return variables.map((variable) => {
    for (;;) {
      number += 1;
      const specimen = specimenOf(variable, leaves, number);
      if (!everything.includes(specimen)) return { variable, value: specimen };
    }
  });
}

interface Leaf {
  /** The name of the field that it is in. */
  readonly field: string;
  readonly text: string;
}

function leavesOf(value: unknown, field: string): readonly Leaf[] {
  if (typeof value === "string") return [{ field, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, field));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { field: "", text: key },
    ...leavesOf(inner, key),
  ]);
}

function specimenOf({ text }: RequestVariable, leaves: readonly Leaf[], number: number): string {
  const its = leaves.filter((leaf) => leaf.text.includes(text));
  const address = `192.0.2.${100 + number}`;
  const port = String(32767 - number);
  if (its.some(({ field }) => /^kubeconfig$/i.test(field))) return kubeconfig(number);
  if (its.some((leaf) => isPort(leaf, text))) return port;
  if (/:x+$/.test(text)) return `${address}:${port}`;
  if (its.some(({ field, text: whole }) => isApiServer(field) && whole.trim() === text))
    return `https://${address}:${port}`;
  if (its.some((leaf) => isHost(leaf, text))) return address;
  const word = `specimen-${100 + number}`;
  return its.some(({ field }) => /^sync_?resource_?types$/i.test(field)) ? `${word}/Kind` : word;
}

/** In base64, as that is accepted in every file format as it is. */
function kubeconfig(number: number): string {
  const name = `specimen-${100 + number}`;
  const context = `{ name: ${name}, context: { cluster: ${name}, user: ${name} } }`;
  const content = `{ current-context: ${name}, contexts: [${context}], clusters: [{ name: ${name} }], users: [{ name: ${name} }] }`;
  return Buffer.from(content).toString("base64");
}

function isApiServer(field: string): boolean {
  return /^api_?server$/i.test(field);
}

function isPort({ field, text }: Leaf, variable: string): boolean {
  if (text.trim() === variable) return /port$/i.test(field);
  const at = text.indexOf(variable);
  return text.charAt(at - 1) === ":" && !text.slice(0, at).endsWith("//");
}

/** An address is behind the scheme, or before what makes a name of it. */
function isHost({ text }: Leaf, variable: string): boolean {
  const at = text.indexOf(variable);
  return (
    text.slice(0, at).endsWith("//") ||
    /^\.(?:nip|sslip|xip)\.io/.test(text.slice(at + variable.length))
  );
}
