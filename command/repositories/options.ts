/** Options, for `parsedOptions`, that say which repositories a command reads; `settingsFor` makes settings of them. */
export const repositoryOptions = {
  repository: { type: "string", short: "r" },
  branch: { type: "string", short: "b" },
  url: { type: "string" },
  "gitlab-url": { type: "string" },
  "ca-certificate": { type: "string" },
  "product-repository": { type: "string", multiple: true },
  "config-file": { type: "string" },
  timeout: { type: "string" },
} as const;

/** Their values on a command line. */
export type RepositoryOptions = {
  readonly [Name in keyof typeof repositoryOptions]?: Name extends "product-repository"
    ? readonly string[]
    : string;
};

/** What `--help` says of them. */
export const repositoryHelp = `Where the repositories are:
  -r, --repository PATH     the config repo below the server, such as nautes/tenant
  -b, --branch NAME         its branch, and that of the products; default: main
      --url URL             the Git server: ssh://…, https://…, file:///… or a local folder
      --gitlab-url URL      a GitLab server instead; default: GITLAB_URL
      --ca-certificate FILE certificates to trust for https
      --product-repository PATH
                            the config repo of a product, such as shop/default.project; repeatable
      --config-file FILE    take what is not given from the nautes:… configuration of a stack,
                            such as Pulumi.dev.yaml; what is encrypted there is passed over
      --timeout SECONDS     how long the servers have; default: 600, as an operation of Pulumi
Credentials come from the environment, as for pulumi up: GITLAB_TOKEN, NAUTES_GIT_USERNAME and
NAUTES_GIT_PASSWORD, the ssh agent and git's credential helpers. No option takes one.
`;
