import { execFile } from "node:child_process";
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { freePort, startProcess, untilReady } from "../process";
import { collectArchives, type ArchiveOptions } from "./archives";

const run = promisify(execFile);

/** An OCI registry with charts, on the loopback address. */
export interface ChartRegistry {
  /** `oci://127.0.0.1:PORT/charts`, by plain HTTP; a chart is `<url>/<name>`. */
  readonly url: string;
  /** Pushes one more archive, a path to a `.tgz`. */
  add(archive: string): Promise<void>;
  stop(): Promise<void>;
}

/** Whether the registry's program is installed. */
export function hasChartRegistry(): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, "docker-registry"), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts Debian's docker-registry on a free port and pushes the charts to it. @throws Error if it is not installed */
export async function startChartRegistry(options: ArchiveOptions): Promise<ChartRegistry> {
  if (!hasChartRegistry()) {
    throw new Error("docker-registry was not found on PATH: install Debian's docker-registry.");
  }
  const { folder } = options;
  const archives = await collectArchives({ ...options, folder: join(folder, "archives") });
  mkdirSync(join(folder, "data"), { recursive: true });
  const address = `127.0.0.1:${await freePort()}`;
  const config = join(folder, "registry.yaml");
  writeFileSync(config, configuration(folder, address));
  const registry = startProcess({
    name: "docker-registry",
    program: "docker-registry",
    args: ["serve", config],
    folder,
  });
  const url = `oci://${address}/charts`;
  async function add(archive: string): Promise<void> {
    await run("helm", ["push", "--plain-http", archive, url], {
      env: { PATH: process.env["PATH"], HOME: folder },
    });
  }
  try {
    await untilReady(registry, async () => (await fetch(`http://${address}/v2/`)).ok);
    for (const archive of archives) await add(archive);
  } catch (reason) {
    await registry.stop();
    throw reason;
  }
  return { url, add, stop: () => registry.stop() };
}

function configuration(folder: string, address: string): string {
  return `version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: ${JSON.stringify(join(folder, "data"))} } }
http: { addr: "${address}" }
`;
}
