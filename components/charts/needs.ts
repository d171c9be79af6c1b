import { categories, categoryNames } from "../registration/categories";
import type { Category, ClusterClass } from "../registration/categories";
import type { ChartChoice, ChartTenant } from "./model";
import { installed, isMovable, isOther, placesOf } from "./places";
import type { ChartChoices } from "./places";

/** Something that a chart needs and that is not there, or that it cannot have. */
export interface ChartProblem {
  /** Of the argument. */
  readonly path: string;
  readonly message: string;
}

/** What the charts of this class miss in the tenant. */
export function chartNeeds(
  clusterClass: ClusterClass,
  tenant: Pick<ChartTenant, "oidc" | "vault">,
): readonly ChartProblem[] {
  const has = installed[clusterClass];
  return [
    ...(has.includes("secretManagement") && tenant.vault?.address === undefined
      ? missing("tenant.vault.address", "give Vault's URL, for the vault chart.")
      : []),
    ...issuerNeeds(clusterClass, tenant),
    ...(clusterClass.startsWith("virtual") && tenant.oidc?.issuer?.startsWith("http://")
      ? [
          {
            path: "tenant.oidc.issuer",
            message:
              "begins with http://, which the API server of a virtual cluster refuses; give an https:// URL.",
          },
        ]
      : []),
  ];
}

/** What is wrong with the choices, beyond what each of them says alone. */
export function choiceProblems(
  clusterClass: ClusterClass,
  choices: ChartChoices,
): readonly ChartProblem[] {
  const has = categoryNames.filter((name) => installed[clusterClass].includes(name));
  return [
    ...has.flatMap((category) => problemsOf(category, choices[category] ?? {})),
    ...twice(has, choices),
  ];
}

function issuerNeeds(
  clusterClass: ClusterClass,
  { oidc }: Pick<ChartTenant, "oidc">,
): readonly ChartProblem[] {
  const proxy = installed[clusterClass].includes("oauthProxy");
  const secret = oidc?.clientSecret !== undefined || oidc?.existingSecret !== undefined;
  if (!proxy && !secret) return [];
  const what = proxy ? "the oauth2-proxy chart" : "Argo CD's sign-in";
  return [
    ...(oidc?.issuer === undefined
      ? missing("tenant.oidc.issuer", `give the URL of the issuer, for ${what}.`)
      : []),
    ...(oidc?.clientId === undefined
      ? missing("tenant.oidc.clientId", `give the id of the client, for ${what}.`)
      : []),
  ];
}

function problemsOf(category: Category, choice: ChartChoice): readonly ChartProblem[] {
  const path = `components.${category}`;
  const { component, namespace } = categories[category];
  if (!isOther(category, choice)) {
    if (isMovable(category) || (choice.namespace ?? namespace) === namespace) return [];
    const message = `cannot be changed: ${component} works in ${namespace} only; leave it out.`;
    return [{ path: `${path}.namespace`, message }];
  }
  const example = `for ${choice.name ?? ""}; the catalogue has ${component} alone.`;
  return [
    ...(choice.chart?.name === undefined
      ? missing(`${path}.chart.name`, `give the name of a chart ${example}`)
      : []),
    ...(choice.chart?.version === undefined
      ? missing(`${path}.chart.version`, `give the version of the chart ${example}`)
      : []),
  ];
}

/** Two components of one name would be one release; in one namespace, deleting the first would delete the second. */
function twice(has: readonly Category[], choices: ChartChoices): readonly ChartProblem[] {
  const places = placesOf(choices);
  return has.flatMap((category, index) =>
    has.slice(0, index).flatMap((other) => {
      const names = [nameOf(category, choices), nameOf(other, choices)];
      const path = `components.${category}`;
      if (names[0] === names[1])
        return problem(`${path}.name`, `is that of ${other}, too; choose another component.`);
      if (places[category] === places[other])
        return problem(
          `${path}.namespace`,
          `is ${places[other]}, where ${other} is; choose another.`,
        );
      return [];
    }),
  );
}

function nameOf(category: Category, choices: ChartChoices): string {
  return choices[category]?.name ?? categories[category].component;
}

function missing(path: string, remedy: string): readonly ChartProblem[] {
  return problem(path, `is missing; ${remedy}`);
}

function problem(path: string, message: string): readonly ChartProblem[] {
  return [{ path, message }];
}
