import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { Stack } from "@pulumi/pulumi/automation";
import * as nautes from "pulumi-nautes";
import { tenant } from "../quickstart/tenant";

// Data, which could as well come from your inventory.
const clusters = [
  { name: "edge-1", address: "10.0.1.9" },
  { name: "edge-2", address: "10.0.2.9" },
];

/** What `pulumi up` would run. */
function program(): Promise<void> {
  for (const { name, address } of clusters) {
    new nautes.PhysicalCluster(name, {
      tenant,
      delivery: "pull",
      workerType: "deployment",
      apiServer: `https://${address}:6443`,
    });
  }
  return Promise.resolve();
}

/** A stack whose state is in the folder `state`; Pulumi.yaml beside this file says where the provider is. */
async function openStack(state: string, gitUrl: string): Promise<Stack> {
  mkdirSync(state, { recursive: true });
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName: "dev", projectName: "automation-api", program },
    {
      workDir: __dirname,
      envVars: {
        PULUMI_BACKEND_URL: `file://${state}`,
        PULUMI_CONFIG_PASSPHRASE: process.env["PULUMI_CONFIG_PASSPHRASE"] ?? "",
      },
    },
  );
  await stack.setConfig("nautes:repository", { value: "nautes/tenant" });
  await stack.setConfig("nautes:git.url", { value: gitUrl }, true);
  return stack;
}

async function main(action = "", gitUrl = "", state = join(__dirname, "state")): Promise<void> {
  if (!["preview", "up", "destroy"].includes(action) || gitUrl === "") {
    throw new Error("Usage: automation-api (preview | up | destroy) <Git URL> [state folder]");
  }
  const stack = await openStack(state, gitUrl);
  const options = { onOutput: (text: string) => process.stdout.write(text) };
  if (action === "preview") await stack.preview({ ...options, diff: true });
  if (action === "up") await stack.up(options);
  if (action === "destroy") await stack.destroy(options);
}

main(...process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
