import { isInClear, standInKubeconfig } from "../../components/adoption";
import type { AdoptedCluster, AdoptedRuntime, UnknownValue } from "../../components/adoption";
import type { Declaration } from "../program/declaration";
import type { Specimen } from "../program/specimen";
import type { Reading } from "./read";

/** What the program declares; each is what became of one adoption. */
export function declarationsOf({ clusters, runtimes, tenant }: Reading) {
  const names = new Set(clusters.map(({ adopted }) => adopted.name));
  const isPushed = clusters.some(({ adopted }) => adopted.delivery === "push");
  const inClear = isInClear(tenant);
  return [
    ...clusters.map((adoption) => ({
      adoption,
      declaration: ofCluster(adoption.adopted, inClear),
    })),
    ...runtimes.map((adoption) => ({
      adoption,
      declaration: ofRuntime(adoption.adopted, names, isPushed),
    })),
  ];
}

function ofCluster(cluster: AdoptedCluster, inClear: boolean): Declaration {
  const { kind, name, path, args, delivery, unknown } = cluster;
  const isPulled = delivery === "pull";
  return {
    ...{ kind, name, file: path, line: 1, specimens: specimensOf(unknown, name) },
    args: {
      ...args,
      ...(isPulled || kind === "VirtualCluster" ? {} : { kubeconfig: standInKubeconfig }),
      ...(isPulled && inClear ? { allowSecretsInFiles: true } : {}),
    },
  };
}

/** A runtime is delivered as its cluster is, which a plain reference does not say. */
function ofRuntime(
  runtime: AdoptedRuntime,
  clusters: ReadonlySet<string>,
  isPushed: boolean,
): Declaration {
  const { kind, name, path, args, unknown } = runtime;
  const cluster = args["cluster"] as { readonly clusterName: string } | undefined;
  const isElsewhere = cluster === undefined || !clusters.has(cluster.clusterName);
  return {
    ...{ kind, name, file: path, line: 1, specimens: specimensOf(unknown, name) },
    args: { ...args, ...(isElsewhere && !isPushed ? { delivery: "pull" } : {}) },
  };
}

/** A value that no file tells is asked for as a variable of a template is. */
function specimensOf(unknown: readonly UnknownValue[], name: string): readonly Specimen[] {
  return unknown.map(({ path, standIn }) => {
    const [, ...rest] = path.split(".");
    const shown = `${name}-${rest.join("-")}`;
    return {
      value: standIn,
      variable: { name: shown, text: path, paths: [path], secret: false },
    };
  });
}
