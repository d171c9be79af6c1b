const cluster = "kind: Cluster\nspec:\n  name: c1\n";

/** Files of the command line, where they are wrong, and what is said. */
export const cliRows: readonly (readonly [
  what: string,
  text: string,
  place: string,
  says: RegExp,
])[] = [
  ["nothing", "", "line 1", /holds no document/],
  ["comments alone", "# soon\n---\n", "line 1", /holds no document/],
  ["a text", "prose\n", "line 1", /must be an object with kind and spec/],
  ["no kind", "\nspec: {}\n", "line 2, kind", /is missing/],
  [
    "a misspelt kind",
    "kind: DeploymentRuntimes\nspec: {}\n",
    "line 1, kind",
    /did you mean DeploymentRuntime/,
  ],
  ["no spec", "kind: Cluster\n", "line 1, spec", /is missing/],
  ["a spec that is a text", "kind: Cluster\nspec: c1\n", "line 2, spec", /must be an object/],
  [
    "a file of a config repo",
    "kind: Cluster\nmetadata:\n  name: c\nspec: {}\n",
    "line 2, metadata",
    /config repo/,
  ],
  ["broken YAML", "kind: Cluster\nspec: [a\n", "line 3", /is not valid YAML/],
  ["a tab", "kind: Cluster\nspec:\n\tname: c1\n", "line 3", /is not valid YAML/],
  ["a key twice", "kind: Cluster\nkind: Cluster\n", "line 2", /is not valid YAML/],
  ["an alias that leads nowhere", "kind: Cluster\nspec: *none\n", "line 1", /without aliases/],
  ["no type", `${cluster}  usage: host\n`, "line 2, spec.cluster_type", /is missing/],
  [
    "a variable",
    `${cluster}  apiServer: https://$ip:6443\n`,
    "line 4, spec.apiServer",
    /variable \$ip/,
  ],
  [
    "the second document",
    `kind: Project\nspec: {}\n---\n${cluster}  colour: red\n`,
    "line 7, spec.colour",
    /is not a field/,
  ],
];
