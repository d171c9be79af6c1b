import { packageVersion } from "../package-version";
import type { Program } from "../program/program";
import type { RepositoryOptions } from "../repositories/options";

/** What is to be done with a program and its import file, in order. */
export function nextCommands(
  { settings, hasTenant }: Pick<Program, "settings" | "hasTenant">,
  where: {
    readonly repository: string;
    readonly branch: string;
    readonly products: readonly string[];
  },
  given: RepositoryOptions,
): readonly string[] {
  return [
    `npm install /path/to/pulumi-nautes-${packageVersion()}.tgz  # as \`npm pack\` made it in its clone`,
    "pulumi stack init dev",
    ...configuration(where, given),
    ...(hasTenant
      ? ["pulumi config set --path tenant.name  # and what push needs of it: docs/components.md"]
      : []),
    ...settings.map(
      ({ key, type, what }) =>
        `pulumi config set ${type === "secret" ? "--secret " : ""}${key}  # ${what}`,
    ),
    "pulumi import --file import.json --protect=false --generate-code=false",
    "pulumi preview --diff",
  ];
}

/** What a stack that is there already has is not set again. */
function configuration(
  where: Parameters<typeof nextCommands>[1],
  given: RepositoryOptions,
): readonly string[] {
  const { "config-file": file, url, "gitlab-url": gitlab } = given;
  if (file !== undefined)
    return [`# the configuration of ${file}, in a stack of its own or in that one`];
  const { repository, branch, products } = where;
  return [
    `pulumi config set nautes:repository ${quoted(repository)}`,
    ...(branch === "main" ? [] : [`pulumi config set nautes:branch ${quoted(branch)}`]),
    ...(url === undefined ? [] : [`pulumi config set --path nautes:git.url ${quoted(url)}`]),
    ...(gitlab === undefined
      ? []
      : [`pulumi config set --path nautes:gitlab.url ${quoted(gitlab)}`]),
    ...products.map(
      (product, index) =>
        `pulumi config set --path 'nautes:productRepositories[${index}]' ${quoted(product)}`,
    ),
  ];
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
