import type { Row } from "./good";

/** Texts that are no object, or not whole. */
export const textRows: readonly Row[] = [
  ["no end", '{ name: c }]"\n}', '{ name: c }]"', "line 1", /has no end/],
  ["a string without end", '"kubernetes",', '"kubernetes,', "line 3", /does not end/],
  ["a bracket that nothing begins", '"worker",', '"worker"],', "line 5", /there is a \]/],
  ["a bracket of another kind", '[ "shop" ]', '[ "shop" }', "line 17", /there is a \}/],
  ["something left out", '"usage": "worker",', "...", "line 5", /is left out here/],
  ["a name without value", '"usage": "worker",', '"usage"', "line 6", /is not JSON/],
  ["an equals sign", '"usage": "worker"', '"usage" = "worker"', "line 5", /is not JSON/],
  ["two commas", '"usage": "worker",', '"usage": "worker",,', "line 5", /is not JSON/],
  [
    "a name twice",
    '"usage": "worker",',
    '"usage": "worker", "usage": "host",',
    "line 5",
    /there twice/,
  ],
  [
    "a name twice further in",
    '"name": "traefik",',
    '"name": "traefik", "name": "x",',
    "line 10",
    /there twice/,
  ],
];

/** Whole texts, where they are wrong, and what is said. */
export const wholeTexts: readonly (readonly [
  what: string,
  text: string,
  place: string,
  says: RegExp,
])[] = [
  ["nothing", "", "line 1", /is not a JSON object/],
  ["blanks and a comment", "\n  # soon\n", "line 1", /is not a JSON object/],
  ["a list", "[]", "line 1", /is not a JSON object/],
  ["a word", "null", "line 1", /is not a JSON object/],
  ["a file of the command line", "kind: Cluster\nspec: {}\n", "line 1", /is not a JSON object/],
  ["an empty object", "{}", "line 1, cluster_type", /is missing/],
  [
    "a virtual cluster without any port",
    '{ "api_server": "https://a.example.com",\n"cluster_type": "virtual", "usage": "worker", "worker_type": "pipeline", "host_cluster": "h" }',
    "line 1, vcluster.https_node_port",
    /has no port to take/,
  ],
  ["two objects", '{ "usage": "host" }\n{ "usage": "host" }', "line 2", /more behind the object/],
  ["prose behind it", '{ "usage": "host" }\nthen wait', "line 2", /more behind the object/],
  [
    "a template",
    '{\n"api_server": $api }',
    "line 2, api_server",
    /template with the variable \$api/,
  ],
  [
    "a template of another kind",
    '{\n"api_server": {{ .Values.api }} }',
    "line 2, api_server",
    /variable \{\{ \.Values\.api \}\}/,
  ],
  [
    "a command to be put in",
    '{\n"kubeconfig": "$(cat kc)" }',
    "line 2, kubeconfig",
    /variable \$\(cat kc\)/,
  ],
  [
    "a placeholder",
    '{\n"api_server": "https://<ip>:6443" }',
    "line 2, api_server",
    /variable <ip>/,
  ],
];

/** A good request for a runtime. */
export const runtime = `{
  "projects_ref": ["api-server"],
  "manifest_source": {
    "code_repo": "deploy",
    "target_revision": "HEAD",
    "path": "manifests"
  },
  "destination": {
    "environment": "env-dev",
    "namespaces": ["shop-dev"]
  },
  "account": "deployer"
}`;

/** Fields of a runtime. */
export const runtimeRows: readonly Row[] = [
  ["no source", '"manifest_source"', '"x"', "line 1, manifest_source", /is missing/],
  [
    "a source that is a text",
    '"manifest_source": {',
    '"manifest_source": "deploy", "x": {',
    "line 3, manifest_source",
    /must be an object/,
  ],
  ["no code repo", '"code_repo": "deploy",', "", "line 3, manifest_source.code_repo", /is missing/],
  [
    "a code repo with its group",
    '"deploy"',
    '"shop/deploy"',
    "line 4, manifest_source.code_repo",
    /is not a path/,
  ],
  [
    "a misspelt revision",
    '"target_revision"',
    '"target_revison"',
    "line 5, manifest_source.target_revison",
    /did you mean target_revision/,
  ],
  [
    "a revision that is none",
    '"HEAD"',
    '"a..b"',
    "line 5, manifest_source.target_revision",
    /is not a revision/,
  ],
  [
    "a revision that is a number",
    '"HEAD"',
    "1.0",
    "line 5, manifest_source.target_revision",
    /must be a text/,
  ],
  [
    "a folder that is none",
    '"manifests"',
    '"/manifests/"',
    "line 6, manifest_source.path",
    /is not a folder/,
  ],
  [
    "no destination",
    '"destination"',
    '"destinations"',
    "line 8, destinations",
    /did you mean destination/,
  ],
  [
    "no environment",
    '"environment": "env-dev",',
    "",
    "line 8, destination.environment",
    /is missing/,
  ],
  [
    "an environment that is no name",
    '"env-dev"',
    '"Env Dev"',
    "line 9, destination.environment",
    /is not the name/,
  ],
  [
    "namespaces that are no list",
    '["shop-dev"]',
    '"shop-dev"',
    "line 10, destination.namespaces",
    /must be a list/,
  ],
  [
    "a namespace that is no name",
    '["shop-dev"]',
    '["shop_dev"]',
    "line 10, destination.namespaces[0]",
    /is not a name/,
  ],
  [
    "a namespace of a component",
    '["shop-dev"]',
    '["a", "argocd"]',
    "line 10, destination.namespaces[1]",
    /is the namespace of argocd/,
  ],
  [
    "a namespace twice",
    '["shop-dev"]',
    '["a", "a"]',
    "line 10, destination.namespaces[1]",
    /is repeated/,
  ],
  ["projects that are no list", '["api-server"]', "{}", "line 2, projects_ref", /must be a list/],
  [
    "a project that is no name",
    '["api-server"]',
    '["API"]',
    "line 2, projects_ref[0]",
    /is not the name/,
  ],
  [
    "the default account",
    '"deployer"',
    '"default"',
    "line 12, account",
    /every namespace has already/,
  ],
  ["an unknown field", '"account"', '"acount"', "line 12, acount", /did you mean account/],
  [
    "another product than the URL's",
    '"account"',
    '"product": "bank", "account"',
    "line 12, product",
    /contradicts "shop"/,
  ],
];
