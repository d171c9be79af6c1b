import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { descendantsOf } from "./processes";

/** Secrets that can be told from anything else, each with characters that URLs and shells spell differently. */
export const canaries = {
  password: "glpat-cAnAry/+%41-password",
  wrongPassword: "glpat-cAnAry/+%41-wrong",
  kubeconfig: "cAnAry-kubeconfig-token",
  clientSecret: "cAnAry/+%41-client-secret",
  cookieSecret: "cAnAry0123456789abcdef-cookie-ab",
} as const;

export type Canary = keyof typeof canaries;

/** A kubeconfig whose token is a canary. */
export const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{ name: c, cluster: { server: "https://10.0.1.9:6443" } }]
users: [{ name: u, user: { token: ${canaries.kubeconfig} } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
current-context: c
`;

/** The canaries that a text holds, in whatever spelling: as they are, as part of a URL, in base64. */
export function canariesIn(text: string): Canary[] {
  return (Object.keys(canaries) as Canary[]).filter((name) =>
    spellings(name).some((spelling) => text.includes(spelling)),
  );
}

function spellings(name: Canary): string[] {
  const secret = canaries[name];
  const carriers = [secret, `me:${secret}`, kubeconfig.includes(secret) ? kubeconfig : secret];
  const encoded = carriers.map((carrier) => Buffer.from(carrier).toString("base64"));
  return [secret, encodeURIComponent(secret), ...encoded];
}

/** Path → the canaries in it, of all files below a folder that hold any. */
export function canariesBelow(folder: string): Record<string, Canary[]> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const found = files.map((file) => [file, canariesIn(readFileSync(file, "latin1"))] as const);
  return Object.fromEntries(found.filter(([, names]) => names.length > 0));
}

/** Writes down the arguments of all processes below this one while `work` goes on. */
export async function watchingArguments<Result>(
  work: () => Promise<Result>,
  seen: Set<string>,
): Promise<Result> {
  const watch = setInterval(() => {
    for (const { command } of descendantsOf(process.pid)) seen.add(command);
  }, 10);
  try {
    return await work();
  } finally {
    clearInterval(watch);
  }
}
