import type { WantedChart } from "../../provider/functions/cluster-preflight-charts";
import { fileGiven } from "../options/file";
import { parsedOptions } from "../options/parse";
import { repositoryOptions } from "../repositories/options";
import type { RepositoryOptions } from "../repositories/options";
import { timeoutOf } from "../repositories/settings";
import { WrongUsage } from "../subcommand";

/** A kubeconfig that the command line names. */
export interface GivenKubeconfig {
  readonly file: string;
  readonly text: string;
}

/** What the command line of `doctor` says, with the files that it names. */
export interface DoctorOptions {
  readonly repositories: RepositoryOptions;
  readonly cwd: string;
  readonly stack: string | undefined;
  readonly json: boolean;
  /** How long each server has, in milliseconds. */
  readonly timeout: number;
  readonly kubeconfigs: readonly GivenKubeconfig[];
  readonly rights: "install" | "runtime";
  readonly minVersion: string | undefined;
  readonly nodePorts: readonly number[];
  readonly charts: readonly WantedChart[];
}

const known = {
  ...repositoryOptions,
  cwd: { type: "string", short: "C" },
  stack: { type: "string", short: "s" },
  json: { type: "boolean" },
  kubeconfig: { type: "string", multiple: true },
  rights: { type: "string" },
  "min-version": { type: "string" },
  "node-port": { type: "string", multiple: true },
  chart: { type: "string", multiple: true },
} as const;

/** @throws WrongUsage */
export function doctorOptions(args: readonly string[]): DoctorOptions {
  const { values, positionals } = parsedOptions(args, known);
  if (positionals.length > 0)
    throw new WrongUsage("doctor takes options only; see which ones there are.");
  const { cwd = ".", stack, json = false, kubeconfig = [], rights = "install", ...rest } = values;
  const { "min-version": minVersion, "node-port": ports = [], chart = [], ...repositories } = rest;
  if (rights !== "install" && rights !== "runtime")
    throw new WrongUsage("--rights is install or runtime; give one of them.");
  if (kubeconfig.length === 0 && (minVersion !== undefined || ports.length > 0))
    throw new WrongUsage("--min-version and --node-port are of clusters; give --kubeconfig, too.");
  return {
    ...{ cwd, stack, json, rights, minVersion, repositories },
    kubeconfigs: kubeconfig.map((file) => ({ file, text: fileGiven(file) })),
    timeout: timeoutOf({ timeout: repositories.timeout ?? "60" }),
    nodePorts: ports.map(portOf),
    charts: chart.map(chartOf),
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new WrongUsage("--node-port is a number from 1 to 65535.");
}

/** `https://charts.example.com#traefik@41.0.1`, or `oci://registry/charts/traefik@41.0.1`. */
function chartOf(text: string): WantedChart {
  const [, place = "", name, version] = /^([^#@]+?)(?:#([^@]+))?(?:@([^@]+))?$/.exec(text) ?? [];
  const given = version === undefined ? {} : { version };
  if (name !== undefined && /^(https?|oci):\/\//.test(place))
    return { repository: place, name, ...given };
  if (name === undefined && place.startsWith("oci://")) return { name: place, ...given };
  throw new WrongUsage(
    "--chart is REPOSITORY#NAME@VERSION, such as https://charts.example.com#traefik@41.0.1, or oci://REGISTRY/NAME@VERSION.",
  );
}
