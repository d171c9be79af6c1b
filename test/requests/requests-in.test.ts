import { clusterArgsFromRequest, requestsIn } from "../../components/requests";
import { inShort } from "./documents";

const url = "https://nautes.example.com/api/v1/clusters/pd";
const fields =
  '"api_server": "https://203.0.113.5:6443", "cluster_type": "physical", "usage": "host"';

const commands: readonly (readonly [what: string, command: string])[] = [
  ["an option without a blank", `curl -XPOST ${url} -d'{ ${fields} }'`],
  ["--data=", `curl --request POST --url ${url} --data='{ ${fields} }'`],
  ["--data-raw without a method", `curl ${url} --data-raw '{ ${fields} }' -s -k`],
  ["--json before the URL", `curl --json '{ ${fields} }' -H 'A: b' "${url}"`],
  ["double quotes", `curl ${url} -d "{ ${fields.replaceAll('"', '\\"')} }"`],
  ["a body from standard input", `curl -d @- ${url} <<'EOF'\n{ ${fields} }\nEOF\n`],
  [
    "a shell prompt and lines to be continued",
    `$ curl \\\n  -X POST \\\n  ${url} \\\n  -d '{ ${fields} }' | jq .`,
  ],
  ["a quotation", `> curl ${url} -d '{ ${fields} }'`],
  ["apostrophes in comments", `curl ${url} -d '{ # the host's own\n ${fields} }'`],
  ["carriage returns", `curl ${url} \\\r\n  -d '{\r\n ${fields} }'\r\n`],
  ["no quotes around a placeholder", `curl http://<host>/api/v1/clusters/pd -d '{ ${fields} }'`],
];

test.each(commands)("a curl command is read as a shell reads it: %s", (_, command) => {
  const [request, ...others] = requestsIn(`Run this:\n\n${command}\n\nand wait.\n`);
  expect(others).toEqual([]);
  expect(request).toMatchObject({ form: "curl", line: 3, method: "POST", means: { name: "pd" } });
  const { kind, args } = clusterArgsFromRequest(request?.body ?? "", { url: request?.url });
  expect({ kind, ...args }).toMatchObject({ kind: "HostCluster", clusterName: "pd" });
});

test("variables that the shell would put in stay variables", () => {
  const body = `'{ "api_server": "'"$API"'", "kubeconfig": "'$(base64 -w0 kc)'" }'`;
  const [request] = requestsIn(`curl ${url} -d ${body}`);
  expect(request?.body).toBe('{ "api_server": "$API", "kubeconfig": "$(base64 -w0 kc)" }');
});

test("a body that is in a file is named", () => {
  const [request] = requestsIn(`curl -X POST ${url} -d @bodies/pd.json`);
  expect(request).toMatchObject({ bodyFile: "bodies/pd.json" });
  expect(request).not.toHaveProperty("body");
});

test("requests come in all forms, each with its line", () => {
  const text = [
    "# How we register",
    "",
    "First with HTTP:",
    `POST /api/v1/products/shop/deploymentruntimes/dr   Authorization: Bearer t`,
    '{ "manifest_source": {}, "destination": "env" }',
    "",
    "then the same by itself:",
    "",
    "{",
    '  "manifest_source": {}, "destination": "env"',
    "}",
    "",
    "- and as a file:",
    "",
    "  ```yaml",
    "  kind: Environment",
    "  spec:",
    "    name: env",
    "  ---",
    "  kind: Cluster",
    "  spec:",
    "    name: c",
    "    kubeconfig: |",
    "      apiVersion: v1",
    "  ```",
    "",
    "Last, DELETE /api/v1/clusters/c is not a line of its own, but",
    "DELETE https://nautes.example.com/api/v1/products/shop/environments/env?insecure_skip_check=true",
    "is.",
  ].join("\n");
  expect(
    requestsIn(text).map((one) => `${one.line} ${one.bodyLine ?? "-"} ${inShort(one)}`),
  ).toEqual([
    "4 5 http save runtime shop dr",
    "9 9 body save runtime",
    "16 16 cli save file",
    "28 - http delete environments shop env",
  ]);
});

test("what is no request of Nautes is passed over", () => {
  const text = [
    "curl -sSL https://get.example.com/helm.sh | bash",
    "# curl -X DELETE https://nautes.example.com/api/v1/clusters/pd",
    '{ "items": [{ "cluster_type": "physical", "manifest_source": {}, "destination": {} }] }',
    "{ not an object",
    "kind: Deployment",
    "metadata: { name: x }",
    "",
    "apiVersion: nautes.resource.nautes.io/v1alpha1",
    "kind: Cluster",
    "metadata:",
    "  name: pd",
    "kind",
    "curl",
  ].join("\n");
  expect(requestsIn(text)).toEqual([]);
});

test.each([
  ["DELETE", "/api/v1/clusters/pd", "delete cluster pd", /out of the program/],
  ["GET", "/api/v1/clusters/pd", "get cluster pd", /getCluster/],
  ["GET", "/api/v1/clusters?field_selector=usage=host", "list cluster", /listClusters/],
  ["GET", "/api/v1/products/p/deploymentruntimes/r", "get runtime p r", /getDeploymentRuntime/],
  ["GET", "/api/v1/products/p/projects", "list projects p", /stays with Nautes/],
  ["POST", "/api/v1/products/p", "save products p", /stays with Nautes/],
])("%s %s: %s", (method, path, short, becomes) => {
  const [request] = requestsIn(`curl -X ${method} 'https://nautes.example.com${path}'`);
  expect(request && inShort(request)).toBe(`curl ${short}`);
  expect(request?.means.becomes).toMatch(becomes);
});
