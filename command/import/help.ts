import { packageVersion } from "../package-version";
import { repositoryHelp } from "../repositories/options";

/** What `import --help` prints. */
export const help = `Usage: npx pulumi-nautes import [OPTIONS]

Reads a tenant's config repo, and those of products, and writes the program that declares the
clusters and runtimes they hold, with the file for pulumi import. Nothing is written to the
repositories. What this package wrote, the first preview leaves as it is; of what Nautes wrote it
changes what docs/nautes-differences.md lists, and the report says which files.

  npx pulumi-nautes import -r nautes/tenant --url https://git.example.com       see the program
  npx pulumi-nautes import -r nautes/tenant --gitlab-url https://gitlab.example.com \\
      --product-repository shop/default.project --out clusters                 write it
  cd clusters && npm install /path/to/pulumi-nautes-${packageVersion()}.tgz && pulumi stack init dev
  pulumi config set …                    as the report says
  pulumi import --file import.json --protect=false --generate-code=false
  pulumi preview --diff                  nothing, or what the report said

${repositoryHelp}
Options:
  -o, --out DIR       write index.ts, import.json, Pulumi.yaml, package.json and tsconfig.json
                      into DIR; without it the program goes to the standard output, the report
                      to the standard error
      --force         overwrite these files if they are there
      --project NAME  name of the project; default: that of the folder
      --json          print one JSON object: files, config, commands, registrations, problems

What becomes of what:
  clusters                     components of the program, hosts before what is in them
  runtimes                     the same, on the cluster that their environment names
  what clusters share          the constant tenant, as most clusters have it
  client and cookie secrets    config secrets; their values are in no program and no output
  what no file tells           a config value: kubeconfigs of pushed clusters, hosts elsewhere
  files that do not parse      named, with line and reason; the rest goes on

Clusters by push: only what the config repo holds of them is imported. Their releases are in the
state of the stack that made them; see "Clusters that are delivered by push" in docs/migration.md.

Exit codes: 0 done, 1 something was left out or nothing is there, 2 wrong usage.
`;
