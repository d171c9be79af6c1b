import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { command, Problem } from "./problem.mjs";
import { clock, say } from "./progress.mjs";
import { resolve } from "./resolve.mjs";
import { onInterrupt, run } from "./run.mjs";
import { root, setUp } from "./setup.mjs";

const clusterTools = [
  "pulumi",
  "kubernetes",
  "kwok",
  "helm",
  "etcd",
  "vcluster-syncer",
  "pulumi-resource-kubernetes",
  "bao",
];

/** A check counts as one; of a Jest project each test does. `tools` are put on PATH; `rare`: only when it is named. */
const groups = {
  format: { program: "prettier/bin/prettier.cjs", args: ["--check", "."] },
  lint: { program: "eslint/bin/eslint.js", args: ["."] },
  types: { program: "typescript/bin/tsc", args: [] },
  unused: { program: "knip/bin/knip.js", args: [] },
  unit: { jest: "unit", tools: [] },
  contract: { jest: "contract", tools: [] },
  engine: { jest: "engine", tools: ["pulumi"] },
  cluster: { jest: "cluster", tools: clusterTools },
  examples: { jest: "examples", tools: ["pulumi"] },
  soak: { jest: "soak", tools: clusterTools, rare: true },
};
const names = Object.keys(groups);
const usual = names.filter((name) => !groups[name].rare);

/** The long tests, of which some may be named after `soak`. */
const soaks = readdirSync(join(root, "test", "soak"))
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => file.replace(".test.ts", ""));

/** Those that need git and nothing else. */
const bareSoaks = ["coexistence", "faults", "kills", "races"];

const help = `Usage: node toolchain/test.mjs [group …] [--help]
       node toolchain/test.mjs soak [${soaks.join(" | ")}] … [--from N] [--rounds N] [--minutes N]

Sets everything up and runs groups of tests: ${names.join(", ")}.
Without names: ${usual.join(", ")}.
--from and --rounds say with which seed races and coexistence begin and how many there are, --minutes after how long no
more races begin.
The last line is "N passed, N failed".
`;

await command(async (args) => {
  if (args.includes("--help")) {
    process.stdout.write(help);
    return 0;
  }
  return await runGroups(selected(withoutNumbers(args)));
});

/** Hands numbers that tests want over to them by the environment; what is left are names. */
function withoutNumbers(args) {
  const left = [...args];
  for (const name of ["from", "rounds", "minutes"]) {
    const at = left.indexOf(`--${name}`);
    if (at < 0) continue;
    const [, value = ""] = left.splice(at, 2);
    if (!/^[1-9]\d*$/.test(value)) {
      throw new Problem(`--${name} needs a number.`, `Such as --${name} 100.`);
    }
    process.env[`SOAK_${name.toUpperCase()}`] = value;
  }
  return left;
}

function selected(given) {
  const parts = given.includes("soak") ? given.filter((name) => soaks.includes(name)) : [];
  if (parts.length > 0) {
    groups.soak.pattern = `test/soak/(${parts.join("|")})\\.test`;
    if (parts.every((name) => bareSoaks.includes(name))) groups.soak.tools = [];
  }
  const asked = given.filter((name) => !parts.includes(name));
  const unknown = asked.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Problem(
      `There is no group ${unknown.join(", ")}.`,
      `The groups are ${names.join(", ")}.`,
    );
  }
  return asked.length === 0 ? usual : asked;
}

async function runGroups(chosen) {
  const start = Date.now();
  const results = [await measured("set-up", () => setUp().then(() => counted(true)))];
  // Without packages and a build every group would fail, for the same reason.
  if (results[0].failed === 0) {
    for (const name of chosen) results.push(await measured(name, () => runGroup(groups[name])));
  }
  process.stdout.write("\n");
  for (const { name, passed, failed, skipped, milliseconds } of results) {
    const more = skipped > 0 ? `, ${skipped} skipped` : "";
    const told = `${passed} passed, ${failed} failed${more}`;
    process.stdout.write(`${name.padEnd(10)} ${clock(milliseconds).padStart(6)}  ${told}\n`);
  }
  const sum = (what) => results.reduce((total, result) => total + result[what], 0);
  process.stdout.write(`${"all".padEnd(10)} ${clock(Date.now() - start).padStart(6)}\n`);
  process.stdout.write(`${sum("passed")} passed, ${sum("failed")} failed\n`);
  return sum("failed") === 0 ? 0 : 1;
}

async function measured(name, work) {
  const start = Date.now();
  say(`── ${name}`);
  const result = await work().catch((error) => {
    say(`error: ${error instanceof Problem ? error.message : error.stack}`);
    return counted(false);
  });
  return { name, ...result, milliseconds: Date.now() - start };
}

function runGroup(group) {
  return group.jest ? jest(group) : check(group);
}

async function check({ program, args }) {
  const { code, output } = await node(program, args);
  if (code !== 0) say(output.trimEnd());
  return counted(code === 0);
}

function counted(good) {
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 };
}

async function jest({ jest: project, tools, pattern }) {
  const folders = tools.length > 0 ? await resolve(tools) : [];
  const scratch = mkdtempSync(join(tmpdir(), "nautes-test-"));
  const discard = () => rmSync(scratch, { recursive: true, force: true });
  onInterrupt(discard);
  try {
    const report = join(scratch, "report.json");
    const some = pattern === undefined ? [] : ["--testPathPatterns", pattern];
    const args = ["--selectProjects", project, ...some, "--json", "--outputFile", report];
    const { code } = await node("jest/bin/jest.js", args, {
      show: true,
      // What tests that are interrupted leave behind goes with the scratch folder.
      env: { ...testEnvironment(folders), TMPDIR: scratch },
    });
    return counts(code, report);
  } finally {
    discard();
  }
}

function counts(code, report) {
  if (!existsSync(report)) return counted(false);
  const told = JSON.parse(readFileSync(report, "utf8"));
  const failed = told.numFailedTests + told.numRuntimeErrorTestSuites;
  return {
    passed: told.numPassedTests,
    // Jest fails for other reasons, too, such as that there is no test at all.
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: told.numPendingTests + told.numTodoTests,
  };
}

/** Without what would make tests behave differently on this machine: credentials, settings and proxies of the user. */
function testEnvironment(folders) {
  const foreign = /^(PULUMI|NAUTES|GITLAB|VAULT|GIT|npm)_|^(all|https?|no)_proxy$/i;
  const own = Object.entries(process.env).filter(
    ([name]) => !foreign.test(name) || name === "NAUTES_TOOLCHAIN_CACHE",
  );
  return {
    ...Object.fromEntries(own),
    PATH: [...folders, process.env.PATH].join(delimiter),
  };
}

function node(program, args, options = {}) {
  const file = join(root, "node_modules", program);
  return run(process.execPath, [file, ...args], { cwd: root, ...options });
}
