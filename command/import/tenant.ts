import { isInClear, secretFacts, tenantFacts } from "../../components/adoption";
import type { TenantFact, TenantFacts } from "../../components/adoption";
import { asked } from "../program/settings";
import type { Settings } from "../program/settings";
import { object, text } from "../program/source";
import type { Source } from "../program/source";

const ofAll: readonly TenantFact[] = [
  "name",
  "repositoryUrl",
  "caCertificate",
  "oidc.issuer",
  "oidc.clientId",
];
const ofWorkers: readonly TenantFact[] = [
  "vault.address",
  "vault.caCertificate",
  "git.address",
  "git.caCertificate",
];

/**
 * The tenant as the program says it: what files tell, config values for what they do not and pull needs, and config
 * secrets for what no program may hold.
 */
export function tenantSource(
  facts: TenantFacts,
  { hasWorkers }: { readonly hasWorkers: boolean },
): (settings: Settings) => Source {
  const needed = new Set<TenantFact>([
    ...ofAll,
    ...(hasWorkers ? ofWorkers : []),
    ...(isInClear(facts) ? secretFacts : []),
    ...(isInClear(facts) || facts["oidc.existingSecret"] !== undefined
      ? []
      : (["oidc.existingSecret"] as const)),
  ]);
  return (settings) => {
    const top: Record<string, Source> = {};
    const groups: Record<string, Record<string, Source>> = {};
    for (const fact of tenantFacts) {
      if (facts[fact] === undefined && !needed.has(fact)) continue;
      const source = sourceOf(fact, facts[fact], settings);
      const [group = "", key] = fact.split(".");
      if (key === undefined) top[group] = source;
      else (groups[group] ??= {})[key] = source;
    }
    const nested = Object.entries(groups).map(([group, parts]) => [group, object(parts)] as const);
    return object({ ...top, ...Object.fromEntries(nested) });
  };
}

function sourceOf(fact: TenantFact, value: string | undefined, settings: Settings): Source {
  const isSecret = secretFacts.includes(fact);
  if (value !== undefined && !isSecret) return text(value);
  const [first = "", second = ""] = fact.split(".");
  const setting = settings.add(second === "" ? first : second, second === "" ? "tenant" : first, {
    type: isSecret ? "secret" : "text",
    what: `${fact} of the tenant${isSecret ? `, ${placeOf[fact] ?? ""}` : ""}`,
    constant: false,
  });
  return asked(setting);
}

/** Where the files have it, or how a new one is made. */
const placeOf: Readonly<Partial<Record<TenantFact, string>>> = {
  "oidc.clientSecret": "as in dex.config of …/argocd/overlays/production/patch-argocd-cm.yaml",
  "oidc.cookieSecret": "as in production/oauth2-proxy-app.yaml, or new: openssl rand -hex 16",
};
