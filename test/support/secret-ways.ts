import { canaries, kubeconfig } from "./canaries";
import type { PulumiProject } from "./pulumi-project";
import { tenantSource } from "./stage";

const values = {
  kubeconfig,
  clientSecret: canaries.clientSecret,
  cookieSecret: canaries.cookieSecret,
};

/** What a program with secrets does. */
export interface Given {
  /** The Git server. */
  readonly url: string;
  readonly password: string;
  readonly allowSecretsInFiles: boolean;
  readonly apiServer: string;
}

/** A way to give secrets to a program and to the provider: makes `project` do what `given` says. */
export type Way = (project: PulumiProject, given: Given) => Promise<void>;

export const ways: Readonly<Record<string, Way>> = {
  "configuration secrets": async (project, given) => {
    for (const [name, value] of Object.entries(values)) await configure(project, name, value);
    await configure(project, "nautes:git.username", "me");
    await configure(project, "nautes:git.password", given.password);
    write(project, given, (name) => `settings.requireSecret("${name}")`);
  },
  "the environment": (project, given) => {
    project.environment({
      TEST_kubeconfig: values.kubeconfig,
      TEST_clientSecret: values.clientSecret,
      TEST_cookieSecret: values.cookieSecret,
      NAUTES_GIT_USERNAME: "me",
      NAUTES_GIT_PASSWORD: given.password,
    });
    write(project, given, (name) => `process.env.TEST_${name}`);
    return Promise.resolve();
  },
  "plain arguments of a cluster and of an explicit provider": (project, given) => {
    const git = { url: given.url, username: "me", password: given.password };
    const args = JSON.stringify({ repository: "nautes/tenant.git", git });
    const options = `{ provider: new nautes.Provider("explicit", ${args}) }`;
    write(project, given, (name) => JSON.stringify(values[name]), options);
    return Promise.resolve();
  },
};

async function configure(project: PulumiProject, key: string, value: string): Promise<void> {
  const args = ["config", "set", "--secret", "--path", key, value];
  const { code, output } = await project.pulumi(...args);
  if (code !== 0) throw new Error(output);
}

/** A program that takes its secrets from `secret(name)`, an expression. */
function write(
  project: PulumiProject,
  { allowSecretsInFiles, apiServer }: Given,
  secret: (name: keyof typeof values) => string,
  options = "{}",
): void {
  project.program(`${tenantSource}
const settings = new pulumi.Config();
const { existingSecret, ...login } = tenant.oidc;
const oidc = { ...login, clientSecret: ${secret("clientSecret")}, cookieSecret: ${secret("cookieSecret")} };
const pp = new nautes.PhysicalCluster("pp", {
  tenant: { ...tenant, oidc }, delivery: "pull", workerType: "pipeline", apiServer: "${apiServer}", kubeconfig: ${secret("kubeconfig")},
  allowSecretsInFiles: ${allowSecretsInFiles},
}, ${options});
exports.reference = pp.reference;
`);
}
