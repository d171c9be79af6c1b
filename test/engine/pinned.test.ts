import { startGitServer, type GitServer } from "../../sandbox/git-server";
import type { PulumiProject } from "../support/pulumi-project";
import { Stage } from "../support/stage";

const alice = "Alice <alice@example.com>";

/** A file and an entry of a list that others have entries in. */
function program(v: number): string {
  return `new nautes.ConfigFiles("a", { subject: "thing a", documents: { "a.yaml": { v: ${v} } },
    entries: { "list.yaml": { list: "items", values: ["a"], scaffold: "items: []\\n", whenEmpty: "keep" } } });\n`;
}

let stage: Stage;
let server: GitServer;
beforeEach(async () => {
  stage = new Stage();
  server = await startGitServer({ root: stage.repositories.folder });
});
afterEach(async () => {
  stage.close();
  await server.stop();
});

async function registered(name: string): Promise<PulumiProject> {
  const git = { url: server.url };
  const project = await stage.project(name, program(1), { "nautes:git": git });
  expect((await project.up()).code).toBe(0);
  return project;
}

function edit(v: number): string {
  return stage.tenant.commit({ "a.yaml": `v: ${v}\n` }, `Say ${v}`, alice);
}

function fetches(): number {
  return server.requests.filter((line) => line.includes("info/refs?service=git-upload-pack"))
    .length;
}

describe("A run writes what its preview showed", () => {
  it("or nothing: an edit between preview and update stops `up`, one of another's entry does not", async () => {
    const { tenant } = stage;
    const project = await registered("up");
    // The preview looks once, at its beginning; so the next fetch is the update's first look.
    server.beforeFetch(() => void tenant.commit({ "list.yaml": "items:\n- a\n- b\n" }, "b"), 1);
    const before = fetches();
    const shown = await project.program(program(2)).pulumi("up", "--yes");
    expect(shown.output).not.toContain("changed-since-preview");
    expect(shown.code).toBe(0);
    expect(fetches() - before).toBeLessThanOrEqual(5);
    expect(tenant.text("a.yaml")).toBe("v: 2\n");
    expect(tenant.text("list.yaml")).toContain("- b\n");

    let theirs = "";
    server.beforeFetch(() => (theirs = edit(77)), 1);
    const stopped = await project.program(program(3)).pulumi("up", "--yes");
    expect(stopped.code).not.toBe(0);
    expect(stopped.output).toContain("The file a.yaml was changed by others");
    expect(stopped.output).toContain(theirs.slice(0, 12));
    expect(stopped.output).toContain(alice);
    expect(stopped.output).toContain("changed-since-preview");
    expect(tenant.head()).toBe(theirs);

    const unseen = await project.up();
    expect(unseen.code).toBe(0);
    expect(unseen.output).toContain(`warning: The file a.yaml was changed by others: ${alice}`);
    expect(tenant.text("a.yaml")).toBe("v: 3\n");
  });

  it("or deletes nothing: `destroy` stops, and without a preview it needs NAUTES_FORCE", async () => {
    const { tenant } = stage;
    const project = await registered("destroy");
    let theirs = "";
    server.beforeFetch(() => (theirs = edit(77)), 1);
    const stopped = await project.pulumi("destroy", "--yes");
    expect(stopped.code).not.toBe(0);
    expect(stopped.output).toContain("changed-since-preview");
    expect(tenant.head()).toBe(theirs);

    const refused = await project.destroy();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("No preview has shown");
    expect(refused.output).toContain(theirs.slice(0, 12));
    expect(tenant.head()).toBe(theirs);

    // Also once the state has seen it; and the preview of a destroy, which shows no content, says it.
    const again = await project.pulumi("destroy", "--preview-only");
    expect(again.output).toContain(`warning: The file a.yaml was changed by others: ${alice}`);
    const forced = await project.environment({ NAUTES_FORCE: "true" }).destroy();
    expect(forced.code).toBe(0);
    expect(tenant.paths()).toEqual(["README.md", "list.yaml"]);
  });

  it("also if it was another run's: by the commit that a preview tells, which no state keeps", async () => {
    const project = await registered("pinned");
    const preview = await project.program(program(2)).preview();
    const [, base = ""] = /NAUTES_BASE=([0-9a-f]{40}) pulumi up/.exec(preview.output) ?? [];
    expect(base).toBe(stage.tenant.head());
    const theirs = edit(77);
    const stopped = await project.environment({ NAUTES_BASE: base }).up();
    expect(stopped.code).not.toBe(0);
    expect(stopped.output).toContain(`after the commit ${base.slice(0, 12)}`);
    expect(stage.tenant.head()).toBe(theirs);
    // What its own preview would have shown is written without a word; the stack's configuration reaches the refresh.
    project.environment({ NAUTES_BASE: "" });
    const done = await project.up("--config", `nautes:base=${theirs}`);
    expect(done.output).not.toContain("changed by others");
    expect(done.code).toBe(0);
    expect(stage.tenant.text("a.yaml")).toBe("v: 2\n");
    expect(await project.exportedState()).not.toMatch(/"base"|"force"|"edited"/);
  });
});
