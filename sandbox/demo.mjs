import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { command, Problem } from "../toolchain/problem.mjs";
import { resolve } from "../toolchain/resolve.mjs";
import { onInterrupt, run } from "../toolchain/run.mjs";
import { root, setUp } from "../toolchain/setup.mjs";

const help = `Usage: npm run demo [-- --keep] [-- --help]

Registers the clusters of examples/quickstart in two Git repositories in a temporary folder: preview, up, git log, destroy;
exits with 0 only if both repositories then are as before, to the byte. Needs no server and no account.

  --keep   leaves the folder with repositories, program and state, and says where it is
`;

/** Repository below the Git folder → what it holds before. */
const repositories = {
  "nautes/tenant": fileURLToPath(new URL("demo/tenant", import.meta.url)),
  "shop/default.project": fileURLToPath(new URL("demo/product", import.meta.url)),
};

await command(async (args) => {
  const unknown = args.filter((arg) => !["--keep", "--help"].includes(arg));
  if (args.includes("--help") || unknown.length > 0) {
    (unknown.length > 0 ? process.stderr : process.stdout).write(help);
    return unknown.length > 0 ? 2 : 0;
  }
  const keep = args.includes("--keep");
  headline("Setting up");
  await setUp();
  const tools = await resolve(["pulumi"]);
  const folder = mkdtempSync(join(tmpdir(), "nautes-demo-"));
  const remove = () => keep || rmSync(folder, { recursive: true, force: true });
  onInterrupt(remove);
  try {
    await demonstrate(folder, tools);
  } finally {
    remove();
    if (keep) process.stdout.write(`\nAll of it is in ${folder}\n`);
  }
  return 0;
});

async function demonstrate(folder, tools) {
  const git = join(folder, "git");
  for (const [name, files] of Object.entries(repositories)) await makeRepository(git, name, files);
  const before = await trees(git);
  const program = makeProgram(folder);
  const pulumi = engine(folder, program, tools);
  await pulumi("stack", "init", "demo");
  await pulumi("config", "set", "nautes:repository", "nautes/tenant");
  await pulumi("config", "set", "--path", "nautes:git.url", git);

  headline("pulumi preview --diff: every file, before anything is written");
  await pulumi("preview", "--diff");
  expectTrees(before, await trees(git), "The preview has changed a repository.");

  headline("pulumi up: one commit for what can be written together");
  await pulumi("up", "--yes", "--skip-preview");
  const after = await trees(git);
  if (Object.keys(before).some((name) => before[name] === after[name])) {
    throw new Problem("pulumi up has written nothing to one of the repositories.");
  }
  for (const name of Object.keys(repositories)) {
    headline(`git log --stat in ${name}`);
    await inRepository(git, name, ["log", "--stat=120"], { show: true });
  }

  headline("pulumi destroy: runtime, virtual clusters, host");
  await pulumi("destroy", "--yes", "--skip-preview");
  expectTrees(before, await trees(git), "pulumi destroy has not brought back what was there.");
  headline("Proof: after destroy both repositories hold the very tree that they held before");
  for (const name of Object.keys(repositories)) {
    const { output } = await inRepository(git, name, ["log", "--format=%h  tree %T  %s", "main"]);
    process.stdout.write(`${name}\n${output}\n`);
  }
}

async function makeRepository(git, name, files) {
  mkdirSync(join(git, name), { recursive: true });
  const bare = `${join(git, name)}.git`;
  const work = join(git, name);
  cpSync(files, work, { recursive: true });
  const ada = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
  await check("git", ["init", "--quiet", "--bare", "--initial-branch=main", bare], gitSettings());
  for (const args of [
    ["add", "--all"],
    [...ada, "commit", "--quiet", "--message=Begin"],
  ]) {
    await check("git", [`--git-dir=${bare}`, `--work-tree=${work}`, ...args], gitSettings());
  }
  rmSync(work, { recursive: true });
}

/** The example in a folder of its own, which looks like this clone, so that nothing is written into the clone. */
function makeProgram(folder) {
  for (const name of ["package.json", "tsconfig.json", "node_modules", "dist", "plugin"]) {
    symlinkSync(join(root, name), join(folder, name));
  }
  const program = join(folder, "examples", "quickstart");
  cpSync(join(root, "examples", "quickstart"), program, { recursive: true });
  rmSync(join(program, "Pulumi.demo.yaml"), { force: true });
  return program;
}

/** The Pulumi CLI with its state, settings and caches in `folder`, and none of the user's. */
function engine(folder, program, tools) {
  const foreign = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI|NAUTES|GIT)_/.test(name),
  );
  const backend = join(folder, "state");
  mkdirSync(backend);
  const env = {
    ...Object.fromEntries(foreign),
    PATH: [...tools, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "pulumi"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    XDG_CACHE_HOME: join(folder, "cache"),
  };
  return (...args) =>
    check("pulumi", [...args, "--non-interactive"], { cwd: program, env, show: true });
}

/** Repository → all its files with mode and content id, which are equal only if every byte is. */
async function trees(git) {
  const found = {};
  for (const name of Object.keys(repositories)) {
    found[name] = (await inRepository(git, name, ["ls-tree", "-r", "main"])).output;
  }
  return found;
}

function expectTrees(before, after, sentence) {
  for (const name of Object.keys(before)) {
    if (before[name] === after[name]) continue;
    throw new Problem(`${sentence}\n${name} held\n${before[name]}and now holds\n${after[name]}`);
  }
}

function inRepository(git, name, args, options = {}) {
  const where = `--git-dir=${join(git, name)}.git`;
  return check("git", ["--no-pager", where, ...args], { ...gitSettings(), ...options });
}

function gitSettings() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    env: { ...Object.fromEntries(own), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  };
}

async function check(program, args, options) {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran;
  const called = [program, ...args.filter((arg) => !arg.startsWith("--git-dir"))].join(" ");
  throw new Problem(
    `\`${called}\` failed with ${ran.code}.${options.show ? "" : `\n${ran.output.trim()}`}`,
    "Run the demo with --keep to look at what it left.",
  );
}

function headline(text) {
  process.stdout.write(`\n━━ ${text}\n`);
}
