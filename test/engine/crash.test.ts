import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crashLaw } from "../support/crash-law";
import { endOf, kill, providerOf } from "../support/processes";
import type { PulumiProject } from "../support/pulumi-project";
import { clusterSource, Stage } from "../support/stage";

/** Chosen so that both runs, all victims and all kinds of moments occur; `npm run soak` takes a hundred. */
const seeds = [7, 14, 18, 32, 2, 25];

describe("After kill -9 of engine and provider, the same run again comes to what an undisturbed one does", () => {
  crashLaw(seeds);
});

describe("When only one of the two is killed", () => {
  let stage: Stage;
  let project: PulumiProject;
  let hold: string;
  beforeEach(async () => {
    stage = new Stage();
    project = await stage.project("alone", clusterSource.pd);
    hold = join(stage.tenant.path, "hold");
    // The server answers a push only once the test lets it.
    const hooks = join(stage.tenant.path, "hooks");
    mkdirSync(hooks, { recursive: true });
    const wait = `#!/bin/sh\nwhile [ -e '${hold}' ]; do sleep 0.05; done\n`;
    writeFileSync(join(hooks, "post-receive"), wait, { mode: 0o755 });
    writeFileSync(hold, "");
  });
  afterEach(() => stage.close());

  /** A run whose commit has arrived, but which has not been told so. */
  async function committed(): Promise<{
    cli: number;
    provider: number;
    ended: Promise<unknown[]>;
  }> {
    const head = stage.tenant.head();
    const run = project.spawn("up", "--yes", "--skip-preview");
    const ended = once(run, "exit");
    while (stage.tenant.head() === head && run.exitCode === null) await pause(20);
    return { cli: run.pid!, provider: providerOf(run.pid!)!.pid, ended };
  }

  it("the engine: its provider ends by itself within seconds, and the next run makes no second commit", async () => {
    const { cli, provider, ended } = await committed();
    const head = stage.tenant.head();
    kill(cli);
    rmSync(hold);
    await ended;
    expect(await endOf(provider, 10_000)).toBeDefined();
    expect((await project.up()).output).toContain("pulumi cancel");
    await project.pulumi("cancel", "--yes");
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.head()).toBe(head);
  });

  it("the provider: the run fails, needs no cancel, and the next one makes no second commit", async () => {
    const { provider, ended } = await committed();
    const head = stage.tenant.head();
    kill(provider);
    rmSync(hold);
    expect((await ended)[0]).not.toBe(0);
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.head()).toBe(head);
    expect((await project.resources()).map(({ type }) => type)).toContain(
      "nautes:index:ConfigFiles",
    );
  });
});

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
