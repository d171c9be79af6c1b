import { foreignText } from "../claims/foreign-text";
import type { Problem } from "./cluster-preflight-problem";
import { versionsInIndex } from "./cluster-preflight-index";
import type { Asking } from "./cluster-preflight-sources";
import { fetched, ociVersions, shownUrl, SourceFailure } from "./cluster-preflight-sources";

/** A chart that a release is going to fetch. */
export interface WantedChart {
  /** URL of an HTTP repository; absent: `name` is an `oci://` reference, or a local folder. */
  readonly repository?: string;
  readonly name: string;
  /** Absent: any. */
  readonly version?: string;
}

/** How many versions a message names of those that there are. */
const SHOWN = 5;

/** Which charts cannot be had: source by source, each asked once. */
export async function chartProblems(
  charts: readonly WantedChart[],
  asking: Asking,
): Promise<readonly Problem[]> {
  const indexes = new Map<string, Promise<string>>();
  function index(repository: string): Promise<string> {
    const known = indexes.get(repository);
    if (known !== undefined) return known;
    const text = fetched(`${repository.replace(/\/+$/, "")}/index.yaml`, asking);
    indexes.set(repository, text);
    return text;
  }
  const found = await Promise.all(charts.map((chart) => chartProblem(chart, index, asking)));
  const problems = found.filter((one) => one !== undefined);
  return [...new Map(problems.map((one) => [one.message, one])).values()];
}

async function chartProblem(
  { repository, name, version }: WantedChart,
  index: (repository: string) => Promise<string>,
  asking: Asking,
): Promise<Problem | undefined> {
  const place = repository ?? name;
  const isOci = place.startsWith("oci://");
  if (repository === undefined && !isOci) return undefined;
  const reference = repository === undefined ? name : `${repository.replace(/\/+$/, "")}/${name}`;
  try {
    const versions = isOci
      ? await ociVersions(reference, version, asking)
      : versionsInIndex(await index(place), name);
    return missing(name, version, versions, shownUrl(place));
  } catch (error) {
    if (!(error instanceof SourceFailure) || asking.signal?.aborted === true) throw error;
    return {
      code: "chart-source-unreachable",
      message:
        `The chart repository ${shownUrl(place)} cannot be used: ${error.message}.\n` +
        "Check its URL, the network and the proxy, or name a mirror in `tenant.mirror.charts`.",
    };
  }
}

function missing(
  name: string,
  version: string | undefined,
  versions: readonly string[],
  place: string,
): Problem | undefined {
  const wanted = version?.replace(/^v/, "");
  const there = versions.some((one) => wanted === undefined || one.replace(/^v/, "") === wanted);
  if (there) return undefined;
  const has =
    versions.length === 0
      ? "it has no chart of this name"
      : `it has ${versions.slice(0, SHOWN).map(foreignText).join(", ")}${versions.length > SHOWN ? " …" : ""}`;
  return {
    code: "chart-not-found",
    message:
      `Chart ${name}${version === undefined ? "" : ` ${version}`} is not in ${place}: ${has}.\n` +
      "Correct the chart's name or version, or bring the mirror up to date.",
  };
}
