import type {
  ChartChoice,
  ChartCluster,
  ChartSource,
  ChartSourceChoice,
  ChartTenant,
  ReleasePlan,
} from "./model";
import type { Values } from "./values";

/** The chart that a component has unless the user names another. */
interface DefaultChart extends ChartSource {
  /** How long it takes at most on an ordinary network. */
  readonly timeoutSeconds: number;
}

/** What a release is made of, besides what the user chose. */
export interface ReleaseParts {
  readonly namespace: string;
  readonly wave: ReleasePlan["wave"];
  readonly chart: DefaultChart;
  readonly values: Values;
  readonly postrender?: string | undefined;
}

/** A release with the chart, version and time limit that the user chose, else the catalogue's. */
export function release(
  cluster: Pick<ChartCluster, "tenant">,
  choice: Pick<ChartChoice, "chart">,
  parts: ReleaseParts,
): ReleasePlan {
  const { namespace, wave, chart, values, postrender } = parts;
  const { timeoutSeconds, ...source } = chart;
  // A mirror that is asked for something for the first time has to fetch it itself.
  const patience = cluster.tenant.mirror === undefined ? timeoutSeconds : timeoutSeconds * 2;
  return {
    namespace,
    wave,
    chart: chosenSource(source, choice.chart, cluster.tenant),
    values,
    timeoutSeconds: choice.chart?.timeoutSeconds ?? patience,
    ...(postrender === undefined ? {} : { postrender }),
  };
}

/** Where the chart comes from: the user's choice, else the tenant's mirror, else its own repository. `repository` is there even when undefined, so that a mirror's URL changes no structure. */
function chosenSource(
  source: ChartSource,
  choice: ChartSourceChoice | undefined,
  tenant: ChartTenant,
): ChartSource {
  const version = choice?.version ?? source.version;
  if (choice?.repository !== undefined)
    return { repository: choice.repository, name: choice.name ?? source.name, version };
  if (choice?.name !== undefined) {
    // A reference to a registry, or a path, needs no repository; a bare name is looked up where charts come from.
    if (/^oci:\/\/|^\.{0,2}\/|\.tgz$/.test(choice.name))
      return { repository: undefined, name: choice.name, version };
    return published({ repository: source.repository, name: choice.name, version }, tenant);
  }
  return source.own ? { ...source, version } : published({ ...source, version }, tenant);
}

function published(source: ChartSource, { mirror }: ChartTenant): ChartSource {
  const charts = mirror?.charts?.replace(/\/+$/, "");
  const { name, version } = source;
  if (charts === undefined) return { repository: source.repository, name, version };
  return charts.startsWith("oci://")
    ? { repository: undefined, name: `${charts}/${name}`, version }
    : { repository: charts, name, version };
}
