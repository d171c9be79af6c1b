import { prefixOf } from "./bindings";
import type { Bindings } from "./bindings";
import type { Declaration } from "./declaration";
import { isOpen } from "./declaration";
import { expression } from "./expression";
import { camelCase, joined } from "./names";
import type { Names } from "./names";
import { asked } from "./settings";
import type { Setting, Settings } from "./settings";
import { code, object, text } from "./source";
import type { Source } from "./source";

/** A constant for a host that the program does not declare. */
export interface HostConstant {
  readonly name: string;
  readonly value: Source;
}

/** What the files of a virtual cluster say of its host. */
interface ToldOfHost {
  readonly apiServer?: string;
  readonly gatewayHttpsNodePort?: number;
}

/** How clusters of the program are named by those that need them. */
export interface References {
  /** Constants of clusters that others need. */
  readonly constantOf: (declaration: Declaration) => string | undefined;
  readonly hosts: readonly HostConstant[];
  /** What stands as `hostCluster` or `cluster` of a declaration. */
  readonly of: (declaration: Declaration) => Source | undefined;
}

/** The name of the cluster that a declaration needs; undefined: it needs none, or does not say which. */
export function neededBy({ args }: Declaration): string | undefined {
  const given = (args["hostCluster"] ?? args["cluster"]) as { clusterName?: string } | undefined;
  return given?.clusterName;
}

/** Names all clusters that others need: those of the program by their constants. */
export class ReferenceMaker {
  readonly #constants = new Map<string, string>();
  readonly #hosts = new Map<string, HostConstant>();
  readonly #environments = new Map<string, Setting>();
  readonly #names: Names;
  readonly #delivery: string;

  constructor(declarations: readonly Declaration[], names: Names, delivery: string) {
    this.#names = names;
    this.#delivery = delivery;
    const needed = new Set(declarations.map(neededBy));
    for (const { kind, name } of declarations)
      if (kind !== "DeploymentRuntime" && needed.has(name))
        this.#constants.set(name, names.give(name, "cluster"));
  }

  /** With all that needs settings of its own. */
  make(declarations: readonly Declaration[], settings: Settings, bindings: Bindings): References {
    const sources = new Map<Declaration, Source>();
    for (const declaration of declarations) {
      const source = this.#sourceFor(declaration, settings, bindings);
      if (source !== undefined) sources.set(declaration, source);
    }
    return {
      constantOf: ({ kind, name }) =>
        kind === "DeploymentRuntime" ? undefined : this.#constants.get(name),
      hosts: [...this.#hosts.values()],
      of: (declaration) => sources.get(declaration),
    };
  }

  #sourceFor(declaration: Declaration, settings: Settings, bindings: Bindings): Source | undefined {
    const name = neededBy(declaration);
    if (name === undefined)
      return declaration.kind === "DeploymentRuntime"
        ? this.#byEnvironment(declaration, settings, bindings)
        : undefined;
    const constant = this.#constants.get(name);
    if (constant !== undefined) return code(constant);
    const clusterName = expression(name, ["clusterName"], declaration, bindings);
    return declaration.kind === "DeploymentRuntime"
      ? object({ clusterName })
      : code(this.#host(name, clusterName, declaration, settings).name);
  }

  #host(name: string, clusterName: Source, declaration: Declaration, settings: Settings) {
    const known = this.#hosts.get(name);
    if (known !== undefined) return known;
    const label = isOpen(declaration, name) ? joined(prefixOf(declaration), "host") : name;
    const constant = this.#names.give(label, "host");
    const what = `of the host ${label}, which another program declares`;
    const told = (declaration.args["hostCluster"] ?? {}) as ToldOfHost;
    const apiServer =
      told.apiServer === undefined
        ? asked(
            settings.add("apiServer", constant, {
              ...{ type: "text", constant: false, what: `URL of the API ${what}` },
            }),
          )
        : text(told.apiServer);
    const gateway =
      told.gatewayHttpsNodePort === undefined
        ? asked(
            settings.add("gatewayHttpsNodePort", constant, {
              ...{ type: "number", constant: false, what: `HTTPS NodePort of the gateway ${what}` },
            }),
          )
        : code(String(told.gatewayHttpsNodePort));
    const kubeconfig =
      this.#delivery === "push"
        ? settings.add("kubeconfig", constant, {
            ...{ type: "secret", constant: false, what: `kubeconfig ${what}` },
          })
        : undefined;
    const host = {
      name: constant,
      value: object({
        clusterName,
        apiServer,
        gatewayHttpsNodePort: gateway,
        ...(kubeconfig === undefined ? {} : { kubeconfig: asked(kubeconfig) }),
      }),
    };
    this.#hosts.set(name, host);
    return host;
  }

  /** A request for a runtime says which environment, and that says on which cluster it is. */
  #byEnvironment(declaration: Declaration, settings: Settings, bindings: Bindings): Source {
    const { product, destination } = declaration.args as {
      product: string;
      destination: { environment: string };
    };
    const { environment } = destination;
    const key = `${product} ${environment}`;
    const known = this.#environments.get(key);
    const name = isOpen(declaration, environment) ? "environment" : environment;
    const shown = expression(environment, [], declaration, bindings);
    const setting =
      known ??
      settings.add("cluster", camelCase(name), {
        type: "text",
        what: `cluster of ${shown.kind === "text" ? `environment ${shown.text}` : "the environment"}`,
        constant: false,
      });
    this.#environments.set(key, setting);
    return object({ clusterName: asked(setting) });
  }
}
