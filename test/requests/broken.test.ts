import {
  argsFromCliFile,
  clusterArgsFromRequest,
  runtimeArgsFromRequest,
} from "../../components/requests";
import { expectReadable } from "../bad-input/sentence";
import { componentRows } from "./broken/components";
import { fieldRows } from "./broken/fields";
import { physical, virtual } from "./broken/good";
import { productRows } from "./broken/products";
import { virtualRows } from "./broken/virtual";
import { cliRows } from "./broken/cli";
import { runtime, runtimeRows, textRows, wholeTexts } from "./broken/texts";
import { refusal } from "./refusal";

const ofCluster = { url: "https://nautes.example.com/api/v1/clusters/c1" };
const ofRuntime = { url: "https://nautes.example.com/api/v1/products/shop/deploymentruntimes/dr" };

const parts = [
  { of: "a physical cluster", good: physical, rows: fieldRows, translate: cluster },
  { of: "components", good: physical, rows: componentRows, translate: cluster },
  { of: "products", good: physical, rows: productRows, translate: cluster },
  { of: "a virtual cluster", good: virtual, rows: virtualRows, translate: cluster },
  { of: "a text", good: physical, rows: textRows, translate: cluster },
  { of: "a runtime", good: runtime, rows: runtimeRows, translate: aRuntime },
] as const;

describe.each(parts)("a broken request of $of", ({ good, rows, translate }) => {
  test("is made from a good one", () => {
    expect(translate(good)).toHaveProperty("kind");
  });

  test.each(rows)("is refused: %s", (_, text, replacement, place, says) => {
    expect(good).toContain(text);
    expectRefused(() => translate(good.replace(text, () => replacement)), place, says);
  });
});

test.each(wholeTexts)("a text is refused: %s", (_, text, place, says) => {
  expectRefused(() => cluster(text), place, says);
});

test.each(cliRows)("a file of the command line is refused: %s", (_, text, place, says) => {
  expectRefused(() => argsFromCliFile(text), place, says);
});

test.each([
  [
    "a cluster's",
    () => clusterArgsFromRequest('{ "cluster_type": "physical", "usage": "host" }'),
    "cluster_name",
    /url or clusterName/,
  ],
  [
    "a cluster's that is none",
    () => clusterArgsFromRequest(physical, { clusterName: "C 1" }),
    "cluster_name",
    /is not a name/,
  ],
  [
    "a runtime's",
    () => runtimeArgsFromRequest(runtime, { product: "shop" }),
    "deploymentruntime_name",
    /url or runtimeName/,
  ],
  [
    "a product's",
    () => runtimeArgsFromRequest(runtime, { runtimeName: "dr" }),
    "product_name",
    /url or product/,
  ],
] as const)("a name that is missing is asked for: %s", (_, translate, place, says) => {
  expectRefused(translate, `line 1, ${place}`, says);
});

test.each([[null], [undefined], [7], [[]], [true]])(
  "what is no request at all is refused: %j",
  (given) => {
    const { message } = refusal(() => clusterArgsFromRequest(given as never));
    expectReadable(message, "request: ", /is no object/);
  },
);

test("objects are refused in the same words, without lines", () => {
  const given = { ...(JSON.parse(physical) as object), colour: "red" };
  const { problems } = refusal(() => clusterArgsFromRequest(given, ofCluster));
  expect(problems).toEqual([{ path: "colour", message: expect.stringMatching(/^is not a field/) }]);
});

test("the tables have 100 rows", () => {
  const rows = parts.flatMap((part) => [...part.rows]);
  expect(rows.length + wholeTexts.length + cliRows.length).toBeGreaterThanOrEqual(100);
});

function cluster(text: string) {
  return clusterArgsFromRequest(text, ofCluster);
}

function aRuntime(text: string) {
  return runtimeArgsFromRequest(text, ofRuntime);
}

function expectRefused(translate: () => unknown, place: string, says: RegExp): void {
  const { message, problems } = refusal(translate);
  expectReadable(message, `${place}: `, says);
  const lines = message.split("\n");
  expect(lines).toHaveLength(problems.length + 1);
  expect(lines[0]).toMatch(
    /^The (request|file)( for (cluster|runtime) ".*")? has \d+ problems?\.$/,
  );
}
