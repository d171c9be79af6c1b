import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folderOf } from "./on-path.mjs";
import { Problem } from "./problem.mjs";
import { run } from "./run.mjs";
import { compareVersions, versionIn } from "./versions.mjs";

const goRemedy =
  "Install it from your system's packages or from go.dev, or put the tools themselves on PATH.";

/** The same settings for every build, else Go's build cache is not shared; proxy and checksums stay as the machine sets them. */
function goEnvironment() {
  return {
    ...process.env,
    CGO_ENABLED: "0",
    GOFLAGS: "-trimpath -buildvcs=false",
    GOTOOLCHAIN: "local",
    GOWORK: "off",
  };
}

/** `{ version, caches }` of the Go on PATH; fails when there is none, or one too old for the modules of `set`. */
export async function goFor(set, modules, why) {
  const tools = Object.keys(set.tools).join(", ");
  const wanted = set.builds
    .map(
      ({ module }) => /^go (\S+)$/m.exec(readFileSync(join(modules, module, "go.mod"), "utf8"))[1],
    )
    .sort(compareVersions)
    .at(-1);
  if (folderOf("go") === undefined) {
    throw new Problem(
      `${tools}: ${why}, and there is no Go on PATH to build from source; Go ${wanted} or newer is needed.`,
      goRemedy,
    );
  }
  const { code, output } = await run(
    "go",
    ["env", "-json", "GOVERSION", "GOOS", "GOARCH", "GOCACHE", "GOMODCACHE"],
    { env: goEnvironment() },
  );
  if (code !== 0) throw new Problem(`Go does not work: ${output.trim()}`, goRemedy);
  const facts = JSON.parse(output);
  const version = versionIn(facts.GOVERSION);
  if (version !== undefined && compareVersions(version, wanted) < 0) {
    throw new Problem(
      `${tools}: ${why}, and the Go on PATH is ${version}: too old to build from source, ${wanted} or newer is needed.`,
      goRemedy,
    );
  }
  return {
    version: `${facts.GOVERSION} ${facts.GOOS}/${facts.GOARCH}`,
    caches: [facts.GOCACHE, facts.GOMODCACHE],
  };
}

/** Builds one entry of a set's `builds` into the folder `output`, in a copy `source` of its module; `onText` is shown what Go says. */
export async function goBuild(build, { modules, source, output, onText }) {
  cpSync(join(modules, build.module), source, { recursive: true });
  if (build.embed) await embed(build.embed, source);
  await go(
    [
      "build",
      "-mod=readonly",
      ...(build.tags ? ["-tags", build.tags] : []),
      "-ldflags",
      build.ldflags,
      "-o",
      build.output ? join(output, build.output) : `${output}/`,
      ...build.packages,
    ],
    { source, onText },
  );
  if (build.carry) await carry(build.carry, source, output);
}

async function embed({ dependency, file, version }, source) {
  const schema = JSON.parse(readFileSync(join(await sourceOf(dependency, source), file), "utf8"));
  writeFileSync(join(source, "schema.json"), JSON.stringify({ ...schema, version }));
}

/** Byte by byte: Go's cache is read-only, and a copy of its modes could not be removed. */
async function carry({ dependency, folder, as }, source, output) {
  const from = join(await sourceOf(dependency, source), folder);
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const copy = join(output, as, path.slice(from.length));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, readFileSync(path));
  }
}

async function sourceOf(dependency, source) {
  return JSON.parse(await go(["mod", "download", "-json", dependency], { source })).Dir;
}

async function go(args, { source, onText }) {
  const { code, output } = await run("go", args, { cwd: source, env: goEnvironment(), onText });
  if (code === 0) return output;
  const told = output.trim().split("\n").slice(-15).join("\n");
  throw new Problem(sentenceFor(output), `Go said:\n${told}`);
}

const sentences = [
  [
    /no space left on device|disk quota exceeded/i,
    "The disk became full during the build; make room, then run it again.",
  ],
  [
    /module version is not available|40[34] |410 Gone|not found:/,
    "A pinned Go module is not available from this machine's module proxy (GOPROXY); it must serve the version named below.",
  ],
  [
    /dial tcp|i\/o timeout|connection re(fused|set)|TLS handshake|no such host|proxyconnect/,
    "The module proxy (GOPROXY) cannot be reached; check the network and the proxy settings, then run it again.",
  ],
  [
    /checksum mismatch|SECURITY ERROR/,
    "A Go module is not the one that was pinned (go.sum); the module proxy gives another.",
  ],
  [
    /requires go >=|invalid go version/,
    "The Go on PATH is too old for the pinned modules; install a newer one.",
  ],
  [
    /signal: killed|cannot allocate memory/,
    "The machine ran out of memory during the build; 4 GB of it should be free.",
  ],
];

function sentenceFor(output) {
  return (
    sentences.find(([pattern]) => pattern.test(output))?.[1] ?? "The build from source failed."
  );
}
