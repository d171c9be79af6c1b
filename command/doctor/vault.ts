import type { NautesError } from "../../provider/errors";
import type { Bounds } from "../../provider/http/retry";
import { openVault } from "../../provider/vault/open-vault";
import type { VaultSettings } from "../../provider/vault/settings";
import type { TokenStanding } from "../../provider/vault/standing";
import { capabilities, neededCapabilities, tokenStanding } from "../../provider/vault/standing";
import type { Check } from "./check";
import { answerOf, checksOf } from "./check";

/** Seconds: a run of many clusters may take as long. */
const NEAR_END = 3_600;

/** Where the kubeconfig of a cluster called example would be. */
const example = "kubernetes/example/default/admin";

/** Whether kubeconfigs could be kept in Vault; no secret is read or written. */
export async function vaultChecks(
  settings: VaultSettings,
  timeout: number | undefined,
  bounds: Bounds,
): Promise<Check[]> {
  const checks = checksOf("");
  const warned: Check[] = [];
  const vault = openVault(
    settings,
    (message) => {
      warned.push(checks.warning("vault-token-fallback", message));
    },
    { timeout },
  );
  try {
    const token = await answerOf(() => tokenStanding(vault.api, bounds));
    if ("error" in token) return stopped(token.error, settings);
    const engine = await answerOf(() => vault.kv(settings.mount).ready(example, bounds));
    return [
      checks.ok("vault-server", `Vault at ${settings.address} answers.`),
      checks.ok("vault-sealed", "It is not sealed."),
      checks.ok("vault-token", "It accepts the token."),
      endCheck(token.value),
      ...("error" in engine
        ? [checks.failed("vault-mount", engine.error)]
        : [
            checks.ok("vault-mount", `There is a KV version 2 engine at ${settings.mount}.`),
            await policyCheck(),
          ]),
      ...warned,
    ];
  } finally {
    await vault.close();
  }

  async function policyCheck(): Promise<Check> {
    const paths = Object.keys(neededCapabilities).map(
      (part) => `${settings.mount}/${part}/${example}`,
    );
    const found = await answerOf(() => capabilities(vault.api, paths, bounds));
    if ("error" in found) return checks.failed("vault-policy", found.error);
    if (found.value === undefined)
      return checks.skipped("vault-policy", "The token may not ask what it may do.");
    const lacking = missing(found.value, settings.mount);
    if (lacking.length === 0)
      return checks.ok("vault-policy", "The token may write and delete kubeconfigs there.");
    return checks.problem("vault-policy", {
      code: "vault-permission-denied",
      message: `The token for Vault at ${settings.address} may not ${lacking.join(", nor ")}.\nGive its policy these capabilities, or use another token.`,
    });
  }
}

/** `create cluster/data/kubernetes/example/default/admin` */
function missing(found: ReadonlyMap<string, readonly string[]>, mount: string): string[] {
  return Object.entries(neededCapabilities).flatMap(([part, needed]) => {
    const path = `${mount}/${part}/${example}`;
    const has = found.get(path) ?? [];
    const lacks = has.includes("root") ? [] : needed.filter((one) => !has.includes(one));
    return lacks.length === 0 ? [] : [`${lacks.join(", ")} ${path}`];
  });
}

function endCheck({ secondsLeft }: TokenStanding): Check {
  const checks = checksOf("");
  const id = "vault-token-end";
  if (secondsLeft === undefined) return checks.ok(id, "The token does not end.");
  const end = new Date(Date.now() + secondsLeft * 1000).toISOString().replace(/\.\d+Z/, "Z");
  if (secondsLeft > NEAR_END) return checks.ok(id, `The token is valid until ${end}.`);
  return checks.warning(
    id,
    `The token is valid until ${end} only, for ${Math.ceil(secondsLeft / 60)} more minutes.`,
    "A long run would not be done by then: renew it, or take another.",
  );
}

function stopped(error: NautesError, { address, token }: VaultSettings): Check[] {
  const checks = checksOf("");
  const steps = ["vault-server", "vault-sealed", "vault-token", "vault-mount", "vault-policy"];
  const stops: Readonly<Record<string, string>> = {
    "vault-sealed": "vault-sealed",
    "credentials-refused": "vault-token",
    "vault-permission-denied": "vault-token",
  };
  const at = steps.indexOf(stops[error.code] ?? "vault-server");
  const well = [`Vault at ${address} answers.`, "It is not sealed."];
  return steps.map((id, place) => {
    if (place === at) return checks.failed(id, error);
    // Without a token nothing is asked at all.
    if (place > at || token === undefined)
      return checks.skipped(id, "Not looked at, because of a failure.");
    return checks.ok(id, well[place] ?? "");
  });
}
