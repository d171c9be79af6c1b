import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Problem } from "../../toolchain/problem.mjs";
import {
  engine,
  expectTrees,
  headline,
  inRepository,
  makeProgram,
  makeRepository,
  trees,
} from "./steps.mjs";

/** Repository below the Git folder → what it holds before. */
const repositories = {
  "nautes/tenant": fileURLToPath(new URL("tenant", import.meta.url)),
  "shop/default.project": fileURLToPath(new URL("product", import.meta.url)),
};
const names = Object.keys(repositories);

/** Registers the clusters of examples/quickstart, and proves that nothing is left of them. */
export async function demonstrateFiles(folder, tools) {
  const git = join(folder, "git");
  for (const [name, files] of Object.entries(repositories)) await makeRepository(git, name, files);
  const before = await trees(git, names);
  const program = makeProgram(folder, "quickstart");
  const pulumi = engine(folder, program, tools);
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "nautes:repository", "nautes/tenant");
  await pulumi("config", "set", "--path", "nautes:git.url", git);

  headline("pulumi preview --diff: every file, before anything is written");
  await pulumi("preview", "--diff");
  expectTrees(before, await trees(git, names), "The preview has changed a repository.");

  headline("pulumi up: one commit for what can be written together");
  await pulumi("up", "--yes", "--skip-preview");
  const after = await trees(git, names);
  if (Object.keys(before).some((name) => before[name] === after[name])) {
    throw new Problem("pulumi up has written nothing to one of the repositories.");
  }
  for (const name of names) {
    headline(`git log --stat in ${name}`);
    await inRepository(git, name, ["log", "--stat=120"], { show: true });
  }

  headline("pulumi destroy: runtime, virtual clusters, host");
  await pulumi("destroy", "--yes", "--skip-preview");
  expectTrees(
    before,
    await trees(git, names),
    "pulumi destroy has not brought back what was there.",
  );
  headline("Proof: after destroy both repositories hold the very tree that they held before");
  for (const name of names) {
    const { output } = await inRepository(git, name, ["log", "--format=%h  tree %T  %s", "main"]);
    process.stdout.write(`${name}\n${output}\n`);
  }
}
