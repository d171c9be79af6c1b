import { Problem } from "../../toolchain/problem.mjs";
import { engine, expectTrees, headline, inRepository, makeProgram, trees } from "./steps.mjs";

const tenant = "nautes/tenant";

/**
 * Installs examples/push-quickstart on the clusters of a world, and proves that nothing is left of it.
 * @param world what sandbox-world.mjs or own-world.mjs makes: where the config repo is, what to configure, which clusters to
 * look at, which of their objects may remain
 */
export async function demonstrateClusters(folder, world) {
  const { git, clusters } = world;
  const repositories = [tenant, ...world.products];
  const pulumi = engine(folder, makeProgram(folder, "push-quickstart"), world.tools, world.env);
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "nautes:repository", tenant);
  await pulumi("config", "set", "--path", "nautes:git.url", git);
  for (const [key, value] of Object.entries(world.config))
    await pulumi("config", "set", key, value);
  for (const [key, text] of Object.entries(world.secrets)) await pulumi.secret(key, text);
  const before = { files: await trees(git, repositories), objects: await objectsOf(clusters) };

  headline(
    "pulumi preview --diff: every release with its values, every file, before anything is changed",
  );
  await pulumi("preview", "--diff");
  expectTrees(
    before.files,
    await trees(git, repositories),
    "The preview has changed a repository.",
  );
  const previewed = await objectsOf(clusters);
  expectObjects(before.objects, previewed, "The preview has changed a cluster.", world.isExpected);

  headline("pulumi up: installs wave after wave, and waits until all of it is ready");
  world.onInstall(pulumi);
  await pulumi("up", "--yes", "--skip-preview").catch((error) => world.onFailure(pulumi, error));
  for (const cluster of clusters) await showCluster(cluster);
  for (const name of repositories) {
    headline(`git log --stat in ${name}`);
    await inRepository(git, name, ["log", "--stat=120"], { show: true });
  }

  headline("pulumi destroy: in reverse order");
  await pulumi("destroy", "--yes", "--skip-preview");
  expectTrees(
    before.files,
    await trees(git, repositories),
    "pulumi destroy has not brought back what was there.",
  );
  const after = await objectsOf(clusters);
  world.onRemoved();
  expectObjects(before.objects, after, "pulumi destroy has left something.", world.isExpected);
  headline(
    "Proof: after destroy each config repo holds the very tree that it held before, and no cluster an object more",
  );
  for (const name of repositories) {
    const { output } = await inRepository(git, name, ["log", "--format=%h  tree %T  %s", "main"]);
    process.stdout.write(`${name}\n${output}\n`);
  }
  for (const { name } of clusters) showRemains(name, before.objects[name], after[name]);
}

async function showCluster({ name, ask }) {
  const { podsOn, releasesOn } = await import("../../dist/sandbox/cluster-view.js");
  headline(`On the cluster ${name}`);
  for (const { name: release, namespace, chart, status } of await releasesOn(ask)) {
    process.stdout.write(
      `release  ${release.padEnd(20)} ${namespace.padEnd(24)} ${chart}  ${status}\n`,
    );
  }
  for (const { name: pod, namespace, ready } of await podsOn(ask)) {
    process.stdout.write(
      `pod      ${`${namespace}/${pod}`.padEnd(70)} ${ready ? "Ready" : "not ready"}\n`,
    );
  }
}

/** Cluster → its objects, without those of kinds that come and go by themselves there. */
async function objectsOf(clusters) {
  const { objectsOn } = await import("../../dist/sandbox/cluster-view.js");
  const found = {};
  for (const { name, ask, aside } of clusters) found[name] = await objectsOn(ask, aside);
  return found;
}

/** Changes are lines of a diff: `+ Kind namespace/name`. */
function expectObjects(before, after, sentence, isExpected = () => false) {
  const problems = Object.keys(before).flatMap((name) =>
    [
      ...minus(after[name], before[name]).map((object) => `+ ${object}`),
      ...minus(before[name], after[name]).map((object) => `- ${object}`),
    ]
      .filter((change) => !isExpected(change))
      .map((change) => `${name}: ${change}`),
  );
  if (problems.length > 0) throw new Problem(`${sentence}\n${problems.join("\n")}`);
}

function showRemains(name, before, after) {
  const left = minus(after, before);
  const more =
    left.length === 0 ? "" : `, and ${left.length} that stay on purpose:\n${left.join("\n")}`;
  process.stdout.write(`${name}: the ${before.length} objects of before${more}\n`);
}

function minus(some, others) {
  const known = new Set(others);
  return some.filter((one) => !known.has(one));
}
