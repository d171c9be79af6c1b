/** What `convert --help` prints. */
export const help = `Usage: npx pulumi-nautes convert FILE… [OPTIONS]

Turns requests to Nautes' API into a TypeScript program for Pulumi. A FILE is a script or
document with curl commands (prose around them is passed over), the JSON body of a request,
or a file for nautes apply (.yaml); - is the standard input. All generations of the API are
understood, with the slips that documents have.

  npx pulumi-nautes convert clusters.sh                  see the program
  npx pulumi-nautes convert clusters.sh --out clusters   write it, with all that a project needs
  npx pulumi-nautes convert template.sh --set cluster-type=physical --set usage=host

Options:
  -o, --out DIR       write index.ts, Pulumi.yaml, package.json and tsconfig.json into DIR;
                      without it the program goes to the standard output, the report to
                      the standard error
  --force             overwrite these files if they are there
  --set NAME=VALUE    the value of a variable ($NAME) of a template, or a name that a body
                      without URL lacks (cluster_name, product_name, deploymentruntime_name);
                      NAME@LINE or NAME@FILE:LINE for the request that begins there alone
  --skip-undecided    leave out templates whose open variables decide what they declare
                      (cluster-type, usage, worker-type) rather than ask for values
  --delivery WAY      pull (default): Nautes' Argo CD and operators install, as with every
                      request; push: Pulumi installs, without Nautes
  --project NAME      name of the project; default: that of the folder
  --json              print one JSON object: files, config, commands, requests, problems

What becomes of what:
  saves of clusters and runtimes    components of the program, hosts first
  deletes, gets and lists           the report says what takes their place
  products, projects, code repos    stay with Nautes; the report says how they are named here
  kubeconfigs and other secrets     config secrets; their values are in no file and no output
  $variables of templates           config values, secret where they hold a secret

Nothing is written if anything is wrong; each problem has its file, line and field.
Exit codes: 0 done, 1 problems in the files, 2 wrong usage.
`;
