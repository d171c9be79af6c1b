import { repositoryHelp } from "../repositories/options";

/** What `doctor --help` prints. */
export const help = `Usage: npx pulumi-nautes doctor [OPTIONS]

Looks at everything that a run needs, and says of each thing whether it is well and, if not,
what to do: the configuration, git, the Git server with its host key or certificate, the
credential, repository and branch, whether it takes pushes; of GitLab the token, its scopes
and end, role, protected branch and push rules; Vault, its seal, token, engine and policy;
clusters. It uses what the provider uses, so that it says what a preview would say.

  npx pulumi-nautes doctor                     in a Pulumi project: the configuration of its stack
  npx pulumi-nautes doctor --stack prod --kubeconfig prod.kubeconfig
  npx pulumi-nautes doctor --gitlab-url https://gitlab.example.com -r nautes/tenant

In a Pulumi project the configuration is what pulumi config says of the stack (secrets are
decrypted for this process only); elsewhere, or with --config-file, it is options, file and
environment. Arguments that a program gives to nautes.Provider are not seen: give options.

Options:
  -s, --stack NAME          the stack; default: the one that is selected
  -C, --cwd DIR             the folder of the project; default: this one
      --json                print one JSON object: ok, counts, checks
${repositoryHelp.replace("default: 600, as an operation of Pulumi", "default: 60").trimEnd()}
Vault: nautes:vault of the stack, else VAULT_ADDR, VAULT_TOKEN, VAULT_CACERT, VAULT_NAMESPACE.
Clusters:
      --kubeconfig FILE     a cluster to look at; repeatable
      --rights KIND         what its user must be able to do: install (default) or runtime
      --min-version VERSION the oldest Kubernetes that will do
      --node-port PORT      a port that must be free on it; repeatable
      --chart REFERENCE     a chart that must be there: https://charts.example.com#traefik@41.0.1
                            or oci://registry.example.com/charts/traefik@41.0.1; repeatable

Nothing is written anywhere: no commit, no push, no secret, no object.
Exit codes: 0 no problem (warnings there may be), 1 something failed, 2 wrong usage.
`;
