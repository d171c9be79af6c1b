import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Problem } from "../../toolchain/problem.mjs";
import { run } from "../../toolchain/run.mjs";
import { root } from "../../toolchain/setup.mjs";

/** A bare repository `<name>.git` below `git` whose first commit holds `files`, a folder. */
export async function makeRepository(git, name, files) {
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
export function makeProgram(folder, example) {
  for (const name of ["package.json", "tsconfig.json", "node_modules", "dist", "plugin"]) {
    symlinkSync(join(root, name), join(folder, name));
  }
  const program = join(folder, "examples", example);
  cpSync(join(root, "examples", example), program, { recursive: true });
  rmSync(join(program, "Pulumi.demo.yaml"), { force: true });
  return program;
}

/**
 * The Pulumi CLI with its state, settings and caches in `folder`, and none of the user's: `pulumi(...args)`,
 * `pulumi.secret(key, text)` sets one of the configuration, `pulumi.env` is what it runs with.
 */
export function engine(folder, program, tools, more = {}) {
  const foreign = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI|NAUTES|GIT|GITLAB|VAULT)_|^KUBECONFIG$/.test(name),
  );
  const backend = join(folder, "state");
  mkdirSync(backend);
  // The Kubernetes plugin leaves kubeconfigs among temporary files.
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  const env = {
    ...Object.fromEntries(foreign),
    PATH: [...tools, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "pulumi"),
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "demo",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    XDG_CACHE_HOME: join(folder, "cache"),
    TMPDIR: temporary,
    ...more,
  };
  const options = { cwd: program, env };
  const pulumi = (...args) =>
    check("pulumi", [...args, "--non-interactive"], { ...options, show: true });
  pulumi.env = env;
  pulumi.secret = (key, input) =>
    check("pulumi", ["config", "set", "--secret", key, "--non-interactive"], { ...options, input });
  return pulumi;
}

/** Repository → all its files with mode and content id, which are equal only if every byte is. */
export async function trees(git, names) {
  const found = {};
  for (const name of names) {
    found[name] = (await inRepository(git, name, ["ls-tree", "-r", "main"])).output;
  }
  return found;
}

/** @throws Problem beginning with `sentence` if a repository holds something else than before */
export function expectTrees(before, after, sentence) {
  for (const name of Object.keys(before)) {
    if (before[name] === after[name]) continue;
    throw new Problem(`${sentence}\n${name} held\n${before[name]}and now holds\n${after[name]}`);
  }
}

/** Runs git in a bare repository. */
export function inRepository(git, name, args, options = {}) {
  const where = `--git-dir=${join(git, name)}.git`;
  return check("git", ["--no-pager", where, ...args], { ...gitSettings(), ...options });
}

function gitSettings() {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  return {
    env: { ...Object.fromEntries(own), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
  };
}

/** Runs a program that must succeed. */
async function check(program, args, options) {
  const ran = await run(program, args, options);
  if (ran.code === 0) return ran;
  const called = [program, ...args.filter((arg) => !arg.startsWith("--git-dir"))].join(" ");
  throw new Problem(
    `\`${called}\` failed with ${ran.code}.${options.show ? "" : `\n${ran.output.trim()}`}`,
    "Run the demo with --keep to look at what it left.",
  );
}

export function headline(text) {
  process.stdout.write(`\n━━ ${text}\n`);
}
