import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { standInFolder } from "../../sandbox/chart-repository/archives";
import {
  hasChartRegistry,
  startChartRegistry,
} from "../../sandbox/chart-repository/chart-registry";
import { startChartRepository } from "../../sandbox/chart-repository/chart-repository";
import { createServerCertificate } from "../../sandbox/certificates";
import { Started } from "../../sandbox/process";

const run = promisify(execFile);
const started = new Started();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "charts-"));
});

afterEach(async () => {
  await started.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What helm shows of a chart, having fetched it. */
async function shown(...args: readonly string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") };
  return (await run("helm", ["show", "chart", ...args], { env })).stdout;
}

async function repository(options: Partial<Parameters<typeof startChartRepository>[0]> = {}) {
  const served = { folder: join(folder, "served"), charts: ["traefik"], chartsDir: "", ...options };
  return started.add(await startChartRepository(served));
}

test("helm finds every chart in its version, vcluster's own included", async () => {
  const { url, requests } = started.add(
    await startChartRepository({ folder: join(folder, "served"), chartsDir: "" }),
  );
  expect(await shown("traefik", "--repo", url, "--version", "41.3.0")).toContain("version: 41.3.0");
  expect(await shown("vcluster", "--repo", url, "--version", "0.36.1")).not.toContain("Stand-in");
  expect(requests).toContain("GET /traefik-41.3.0.tgz");
});

test("a chart of CHARTS_DIR is used instead of its stand-in", async () => {
  const given = join(folder, "given");
  const options = ["--version", "41.9.9", "--destination", given];
  execFileSync("helm", ["package", standInFolder("traefik"), ...options], { stdio: "pipe" });
  const { url } = await repository({ chartsDir: given });
  expect(await shown("traefik", "--repo", url)).toContain("version: 41.9.9");
  await expect(shown("traefik", "--repo", url, "--version", "41.3.0")).rejects.toThrow(/not found/);
});

test("a chart is added while it runs", async () => {
  const charts = await repository();
  const { url } = charts;
  await expect(shown("jenkins", "--repo", url)).rejects.toThrow(/not found/);
  const options = ["--destination", folder];
  execFileSync("helm", ["package", standInFolder("jenkins"), ...options], { stdio: "pipe" });
  await charts.add(join(folder, "jenkins-5.8.0.tgz"));
  expect(await shown("jenkins", "--repo", url)).toContain("name: jenkins");
});

test("who is not known may not read", async () => {
  const { url } = await repository({ users: { reader: "secret" } });
  await expect(shown("traefik", "--repo", url)).rejects.toThrow(/401/);
  const credentials = ["--username", "reader", "--password", "secret"];
  expect(await shown("traefik", "--repo", url, ...credentials)).toContain("name: traefik");
});

test("its certificate is checked", async () => {
  const tls = createServerCertificate(join(folder, "tls"));
  const { url } = await repository({ tls });
  await expect(shown("traefik", "--repo", url)).rejects.toThrow(/certificate/);
  const authority = join(folder, "authority.pem");
  writeFileSync(authority, tls.authority);
  expect(await shown("traefik", "--repo", url, "--ca-file", authority)).toContain("name: traefik");
});

test("it fails as it is told, until it is healed", async () => {
  const charts = await repository();
  const { url } = charts;
  charts.inject({ on: "index", does: 404 });
  await expect(shown("traefik", "--repo", url)).rejects.toThrow(/404/);
  charts.inject({ on: "archive", does: 503 });
  await expect(shown("traefik", "--repo", url)).rejects.toThrow(/503/);
  charts.inject({ does: "drop" });
  await expect(shown("traefik", "--repo", url)).rejects.toThrow(/EOF|reset/);
  charts.inject({ does: "hang" });
  const answer = fetch(`${url}/index.yaml`, { signal: AbortSignal.timeout(200) });
  await expect(answer).rejects.toThrow(/timeout/);
  charts.heal();
  expect(await shown("traefik", "--repo", url)).toContain("name: traefik");
});

test("a chart that nobody knows is refused by name", async () => {
  await expect(repository({ charts: ["nginx"] })).rejects.toThrow(/no stand-in for .* nginx/);
});

const ociTest = hasChartRegistry() || process.env["CI"] !== undefined ? test : test.skip;

ociTest("a registry serves charts by OCI", async () => {
  const options = { folder: join(folder, "registry"), charts: ["traefik"], chartsDir: "" };
  const { url } = started.add(await startChartRegistry(options));
  const chart = await shown(`${url}/traefik`, "--version", "41.3.0", "--plain-http");
  expect(chart).toContain("version: 41.3.0");
});
