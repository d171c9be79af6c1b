import type { Delivery } from "../../components/registration";
import { bind } from "./bindings";
import type { Bindings } from "./bindings";
import type { Declaration } from "./declaration";
import { expression } from "./expression";
import type { InputProblem } from "./problem";
import { Names } from "./names";
import { assigned, print } from "./print";
import { ReferenceMaker, neededBy } from "./references";
import type { References } from "./references";
import { Settings, asked } from "./settings";
import type { Setting } from "./settings";
import { code, literal } from "./source";
import type { Source } from "./source";

/** A TypeScript program, and what its stack's configuration must hold. */
export interface Program {
  readonly text: string;
  readonly settings: readonly Setting[];
  /** Whether the configuration has the tenant. */
  readonly hasTenant: boolean;
  /** What each is called in the program. */
  readonly nameOf: (declaration: Declaration) => string;
  readonly problems: readonly InputProblem[];
}

/**
 * The program that declares clusters and runtimes; hosts come first, what needs others after them. Without `tenantOf`
 * the tenant comes from the configuration.
 */
export function program(
  given: readonly Declaration[],
  delivery: Delivery,
  tenantOf?: (settings: Settings) => Source,
): Program {
  const declarations = given.toSorted((a, b) => rank(a) - rank(b));
  const names = new Names();
  const settings = new Settings(names);
  const maker = new ReferenceMaker(declarations, names, delivery);
  const bindings = bind(declarations, settings);
  const references = maker.make(declarations, settings, bindings);
  const hasClusters = declarations.some(({ kind }) => kind !== "DeploymentRuntime");
  const tenant = hasClusters ? tenantOf?.(settings) : undefined;
  const hasTenant = hasClusters && tenant === undefined;
  const resourceNames = new ResourceNames(declarations);
  const text = [
    ...heading(hasTenant, settings.all),
    ...constants(settings.all),
    ...(tenant === undefined ? [] : [`${commonTenant}${declaredTenant(tenant)}`]),
    ...references.hosts.map(
      ({ name, value }) =>
        `/** A host that another program declares. */\nconst ${name} = ${print(value, 0, 80)};\n`,
    ),
    ...declarations.map((one) => statement(one, resourceNames, references, bindings)),
  ].join("\n");
  const problems = [
    ...bindings.problems,
    ...declarations.flatMap((one) => wrongHost(one, declarations)),
  ];
  return {
    ...{ text, hasTenant, problems, settings: settings.all },
    nameOf: (one) => resourceNames.of(one),
  };
}

const commonTenant = "/** What all clusters of the tenant have in common. */\n";

function declaredTenant(tenant: Source): string {
  return `${assigned("const tenant: nautes.TenantArgs =", tenant, 0)};\n`;
}

function heading(hasTenant: boolean, settings: readonly Setting[]): readonly string[] {
  const hasConfig = hasTenant || settings.length > 0;
  return [
    hasConfig
      ? 'import * as nautes from "pulumi-nautes";\nimport * as pulumi from "@pulumi/pulumi";\n'
      : 'import * as nautes from "pulumi-nautes";\n',
    ...(hasConfig ? ["const config = new pulumi.Config();\n"] : []),
    ...(hasTenant
      ? [`${commonTenant}const tenant = config.requireObject<nautes.TenantArgs>("tenant");\n`]
      : []),
  ];
}

function constants(settings: readonly Setting[]): readonly string[] {
  const lines = settings
    .filter(({ constant }) => constant)
    .map((setting) => `${assigned(`const ${setting.key} =`, asked(setting), 0)};\n`);
  return lines.length === 0 ? [] : [lines.join("")];
}

function statement(
  declaration: Declaration,
  resourceNames: ResourceNames,
  references: References,
  bindings: Bindings,
): string {
  const { kind } = declaration;
  const constant = references.constantOf(declaration);
  const head = `${constant === undefined ? "" : `const ${constant} = `}new nautes.${kind}(`;
  const name = resourceNames.of(declaration);
  const shown = print(expression(name, [], declaration, bindings), 0, 0, 0);
  const args: Source = {
    kind: "object",
    entries: argsOf(declaration, name, references).map(([key, value]) => ({
      key: { kind: "text", text: key },
      value: isSource(value) ? value.source : expression(value, [key], declaration, bindings),
    })),
  };
  const hugs = head.length + shown.length + ", {".length <= 80;
  return hugs
    ? `${head}${shown}, ${print(args, 0, 80)});\n`
    : `${head}\n  ${shown},\n  ${print(args, 2, 80)},\n);\n`;
}

/** Arguments in the order in which a person would say them. */
function argsOf(
  declaration: Declaration,
  name: string,
  references: References,
): readonly (readonly [string, unknown])[] {
  const { kind, args } = declaration;
  const { clusterName, runtimeName, delivery, hostCluster, cluster, product, ...others } = args;
  const { workerType, apiServer, httpsNodePort, primaryDomain, kubeconfig, ...rest } = others;
  const isRuntime = kind === "DeploymentRuntime";
  const reference = references.of(declaration);
  const ordered: readonly (readonly [string, unknown])[] = [
    ["tenant", isRuntime ? undefined : { source: code("tenant") }],
    ["runtimeName", runtimeName === name ? undefined : runtimeName],
    ["clusterName", clusterName === name ? undefined : clusterName],
    // By push is how it is unless one says otherwise.
    ["delivery", delivery === "push" ? undefined : delivery],
    ["product", product],
    ["hostCluster", hostCluster === undefined ? undefined : reference && { source: reference }],
    ["cluster", isRuntime ? ((reference && { source: reference }) ?? cluster) : undefined],
    ...Object.entries({ workerType, apiServer, httpsNodePort, primaryDomain, kubeconfig }),
    ...Object.entries(rest),
  ];
  return ordered.filter(([, value]) => value !== undefined);
}

function isSource(value: unknown): value is { readonly source: Source } {
  return typeof value === "object" && value !== null && "source" in value;
}

/** Runtimes of two products may have one name, resources of one kind may not. */
class ResourceNames {
  readonly #declarations: readonly Declaration[];

  constructor(declarations: readonly Declaration[]) {
    this.#declarations = declarations;
  }

  of({ kind, name, args }: Declaration): string {
    const same = this.#declarations.filter((one) => one.kind === kind && one.name === name);
    return same.length > 1 ? `${String(args["product"])}-${name}` : name;
  }
}

function rank({ kind }: Declaration): number {
  return ["HostCluster", "PhysicalCluster", "VirtualCluster", "DeploymentRuntime"].indexOf(kind);
}

function wrongHost(declaration: Declaration, all: readonly Declaration[]): readonly InputProblem[] {
  if (declaration.kind !== "VirtualCluster") return [];
  const { file, line } = declaration;
  const host = all.find(
    ({ kind, name }) => kind !== "DeploymentRuntime" && name === neededBy(declaration),
  );
  if (host === undefined || host.kind === "HostCluster") return [];
  const message = `is ${literal(host.name)}, which ${host.file}:${host.line} makes a ${host.kind}; name a cluster whose usage is host.`;
  return [{ file, line, path: "host_cluster", message }];
}
