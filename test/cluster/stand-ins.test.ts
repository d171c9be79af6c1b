import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, loadAll } from "js-yaml";

import {
  standInFolder,
  standIns,
  vclusterChartFolder,
} from "../../sandbox/chart-repository/archives";
import { partsOf, valuePaths, type ChartFacts } from "../charts/value-paths";

type Values = Record<string, unknown>;

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Values };
  readonly webhooks?: readonly { readonly failurePolicy: string }[];
}

/** What is known of the real charts, beside their values. */
const cases: readonly (readonly [chart: string, crds: number, keep: boolean, webhooks: string])[] =
  [
    ["argo-cd", 3, true, ""],
    ["argo-events", 3, true, ""],
    ["argo-rollouts", 5, true, ""],
    ["cert-manager", 6, true, "cert-manager-webhook Fail, cert-manager-webhook Fail"],
    ["external-secrets", 25, false, "externalsecret-validate Fail, secretstore-validate Fail"],
    ["jenkins", 0, false, ""],
    ["oauth2-proxy", 0, false, ""],
    [
      "tekton-pipeline",
      8,
      false,
      "config.webhook.pipeline.tekton.dev Fail, validation.webhook.pipeline.tekton.dev Fail, webhook.pipeline.tekton.dev Fail",
    ],
    ["traefik", 25, false, ""],
    ["vault", 0, false, "vault-agent-injector-cfg Ignore"],
  ];

/** What switches on the parts that some values are for. */
const everything: Readonly<Record<string, Values>> = {
  "argo-cd": {
    server: { ingress: { enabled: true, hostname: "" }, service: { type: "NodePort" } },
  },
  "argo-events": { webhook: { enabled: true } },
  "argo-rollouts": { dashboard: { enabled: true, ingress: { hosts: ["a.example.com"] } } },
  "cert-manager": { crds: { enabled: true } },
  "oauth2-proxy": { ingress: { enabled: true, hosts: ["a.example.com"] } },
};

/** Values for paths at which a chart does not take any value of the default's type. */
const particular: Readonly<Record<string, unknown>> = {
  "deployment.kind": "DaemonSet",
  "ports.websecure.forwardedHeaders.trustedIPs": ["10.0.0.1"],
  "ports.web.nodePort": 30080,
  "ports.websecure.nodePort": 30443,
  "service.type": "LoadBalancer",
  // By default "-": as `global.enabled`.
  "server.enabled": false,
  "injector.enabled": false,
  "ingress.hosts": ["other.example.com"],
};

test("there is a stand-in for each chart that cannot be had", () => {
  expect(standIns()).toEqual(cases.map(([chart]) => chart));
});

describe.each(cases)("the stand-in for %s", (chart, crds, keep, webhooks) => {
  const folder = standInFolder(chart);

  test("says what it is, and has the real one's version", () => {
    const about = load(readFileSync(join(folder, "Chart.yaml"), "utf8")) as Values;
    expect(about).toMatchObject({ name: chart, description: expect.stringMatching(/^Stand-in /) });
    const facts = factsOf(chart);
    if (facts !== undefined) expect(about["version"]).toBe(facts.version);
  });

  test("is what helm takes for a chart", () => {
    expect(() => helm(["lint", "--quiet", folder])).not.toThrow();
  });

  test("has the real one's CRDs and webhooks", () => {
    const objects = render(chart, everything[chart] ?? {});
    const definitions = objects.filter(({ kind }) => kind === "CustomResourceDefinition");
    expect(definitions.length).toBe(crds);
    for (const { metadata } of definitions) {
      expect(metadata.annotations?.["helm.sh/resource-policy"]).toBe(keep ? "keep" : undefined);
    }
    const configurations = objects.filter(({ webhooks: [first] = [] }) => first !== undefined);
    expect(
      configurations
        .map((object) => `${object.metadata.name} ${object.webhooks?.[0]?.failurePolicy ?? ""}`)
        .sort()
        .join(", "),
    ).toBe(webhooks);
  });

  const paths = factsOf(chart)?.paths ?? [];
  if (paths.length > 0) {
    test("renders something else when any of the real one's values is changed", () => {
      const base = everything[chart] ?? {};
      const defaults = merged(valuesOf(folder), base);
      const before = JSON.stringify(render(chart, base));
      const idle = paths.filter((path) => {
        const values = withValue(base, partsOf(path), otherValue(path, at(defaults, path)));
        return JSON.stringify(render(chart, values)) === before;
      });
      expect(idle).toEqual([]);
    });
  }
});

test.each(
  Object.values(valuePaths)
    .filter(({ chart }) => chart !== "hnc")
    .map((facts): [string, ChartFacts] => [facts.chart, facts]),
)("the values of %s have every path that the real chart has", (chart, facts) => {
  const folder = chart === "vcluster" ? (vclusterChartFolder() ?? "") : standInFolder(chart);
  const values = valuesOf(folder);
  const known = facts.paths.filter((path) => !facts.freeForm.includes(path));
  expect(known.filter((path) => at(values, path) === undefined)).toEqual([]);
});

test("vcluster's closed schema refuses a value that it does not know", () => {
  const folder = vclusterChartFolder() ?? "";
  expect(() => helm(["template", "vd", folder, "--set", "syncer.x=1"])).toThrow(/syncer/);
});

test("the schema of traefik is closed except below `service`", () => {
  expect(() => render("traefik", { service: { type: "NodePort" } })).not.toThrow();
  expect(() => render("traefik", { ports: { web: { nodeport: 1 } } })).toThrow(/nodeport/);
});

function factsOf(chart: string): ChartFacts | undefined {
  return Object.values(valuePaths).find((facts) => facts.chart === chart);
}

function render(chart: string, values: Values): readonly Rendered[] {
  const text = helm(
    ["template", chart, standInFolder(chart), "--include-crds", "--values", "-"],
    values,
  );
  return (loadAll(text) as (Rendered | null)[]).filter((object) => object !== null);
}

function helm(args: readonly string[], input: Values = {}): string {
  return execFileSync("helm", args, {
    encoding: "utf8",
    input: JSON.stringify(input),
    stdio: "pipe",
  });
}

function valuesOf(folder: string): Values {
  return load(readFileSync(join(folder, "values.yaml"), "utf8")) as Values;
}

function at(values: Values, path: string): unknown {
  return partsOf(path).reduce<unknown>(
    (value, part) => (isMap(value) ? value[part] : undefined),
    values,
  );
}

/** Of the same type as the default, and another one. */
function otherValue(path: string, before: unknown): unknown {
  if (path in particular) return particular[path];
  if (typeof before === "string") return before === "" ? "other" : `${before}-other`;
  if (typeof before === "number") return before + 1;
  if (typeof before === "boolean") return !before;
  if (isMap(before)) return { other: /annotations|labels/i.test(path) ? "1" : { name: "other" } };
  return before === undefined ? "other" : [{ name: "other" }];
}

function withValue(values: Values, parts: readonly string[], value: unknown): Values {
  const [first = "", ...rest] = parts;
  const inner = isMap(values[first]) ? values[first] : {};
  return { ...values, [first]: rest.length === 0 ? value : withValue(inner, rest, value) };
}

function merged(left: Values, right: Values): Values {
  const both = Object.entries(right).map(([key, value]) => {
    const before = left[key];
    return [key, isMap(before) && isMap(value) ? merged(before, value) : value] as const;
  });
  return { ...left, ...Object.fromEntries(both) };
}

function isMap(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
