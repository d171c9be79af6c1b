import { command } from "./problem.mjs";
import { locate, resolve, setsOf } from "./resolve.mjs";

const help = `Usage: node toolchain/build.mjs [tool …] [--list] [--help]

Prints the folders that hold the tools, one a line, to be put on PATH: from PATH if the versions there fit, else built
from pinned Go modules into a cache. Without names: all tools (about 20 minutes and 20 GB the first time).

  --list   prints where each tool is or would be, and builds nothing

NAUTES_TOOLCHAIN_CACHE sets the folder of the cache; default: pulumi-nautes-toolchain in the user's cache folder.
`;

await command(async (args) => {
  const names = args.filter((arg) => !arg.startsWith("-"));
  const unknown = args.filter((arg) => arg.startsWith("-") && !["--list", "--help"].includes(arg));
  if (args.includes("--help") || unknown.length > 0) {
    (unknown.length > 0 ? process.stderr : process.stdout).write(help);
    return unknown.length > 0 ? 2 : 0;
  }
  if (args.includes("--list")) return await list(setsOf(names));
  for (const folder of await resolve(names)) process.stdout.write(`${folder}\n`);
  return 0;
});

async function list(sets) {
  for (const set of sets) {
    const { folder, from } = await locate(set).catch(({ message }) => ({
      folder: message,
      from: "none",
    }));
    process.stdout.write(`${from.padEnd(6)} ${Object.keys(set.tools).join(", ")}  ${folder}\n`);
  }
  return 0;
}
