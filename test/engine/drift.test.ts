import { renameSync } from "node:fs";
import type { PulumiProject } from "../support/pulumi-project";
import { clusterSource, Stage, tenantSource } from "../support/stage";

const resource = "nautes/overlays/production/clusters/pd.yaml";

describe("A file of ours that somebody else edited", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  async function registered(config = {}): Promise<PulumiProject> {
    const project = await stage.project("drift", clusterSource.pd, config);
    expect((await project.up()).code).toBe(0);
    const edited = stage.tenant
      .text(resource)
      .replace("primaryDomain: 10.0.1.9.nip.io", "primaryDomain: drifted.example.com");
    stage.tenant.commit({ [resource]: edited }, "Meddle");
    return project;
  }

  it("is shown as drift by a plain preview, leaf by leaf, and restored by up", async () => {
    const project = await registered();
    const preview = await project.preview();
    expect(preview.code).toBe(0);
    expect(preview.stdout).toContain('"drifted.example.com" => "10.0.1.9.nip.io"');
    expect(preview.stdout).not.toContain("~ apiServer");
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.text(resource)).toContain("primaryDomain: 10.0.1.9.nip.io");
    expect(stage.tenant.subjects()[0]).toBe("Update physical cluster pd");
    const quiet = await project.preview("--expect-no-changes");
    expect(quiet.code).toBe(0);
  });

  it("that is gone is shown and written again", async () => {
    const project = await registered();
    stage.tenant.commit({ [resource]: null }, "Remove");
    const preview = await project.preview();
    expect(preview.stdout).toContain(`+ ${resource}`);
    await project.up();
    expect(stage.tenant.paths()).toContain(resource);
  });

  it("is not overwritten without detectDrift: the next change is refused, naming file, commit and author", async () => {
    const project = await registered({ "nautes:detectDrift": "false" });
    const head = stage.tenant.head();
    expect((await project.preview("--expect-no-changes")).code).toBe(0);
    project.program(tenantSource + clusterSource.pd.replace("10.0.1.9", "10.0.1.10"));
    const refused = await project.up();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(resource);
    expect(refused.output).toContain(head.slice(0, 7));
    expect(refused.output).toContain("Somebody Else <else@example.com>");
    expect(stage.tenant.head()).toBe(head);
  });

  it("keeps destroy from deleting it without detectDrift", async () => {
    const project = await registered({ "nautes:detectDrift": "false" });
    const head = stage.tenant.head();
    const refused = await project.destroy();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain(resource);
    expect(stage.tenant.head()).toBe(head);
  });

  it("does not keep the run from happening when the server cannot be reached for the refresh", async () => {
    const project = await registered();
    const away = `${stage.repositories.folder}-away`;
    renameSync(stage.repositories.folder, away);
    const preview = await project
      .preview()
      .finally(() => renameSync(away, stage.repositories.folder));
    expect(preview.output).toContain("Drift unknown");
    expect(preview.code).toBe(0);
  });
});

describe("A foreign file where ours should go", () => {
  let stage: Stage;
  beforeEach(() => (stage = new Stage()));
  afterEach(() => stage.close());

  it("is refused, naming it and the remedy, and taken over with adopt", async () => {
    stage.tenant.commit({ [resource]: "kind: Cluster\n" }, "Mine");
    const begin = stage.tenant.head();
    const project = await stage.project("foreign", clusterSource.pd);
    for (const refused of [await project.preview(), await project.up()]) {
      expect(refused.code).not.toBe(0);
      expect(refused.output).toContain(resource);
      expect(refused.output).toContain("adopt");
    }
    expect(stage.tenant.head()).toBe(begin);
    project.program(tenantSource + clusterSource.pd.replace("tenant,", "adopt: true, tenant,"));
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.text(resource)).toContain("apiServer: https://10.0.1.9:6443");
  });

  it("of equal content is adopted silently after a run of this stack that was cut off, and not otherwise", async () => {
    const project = await stage.project("cut", clusterSource.pd);
    await project.up();
    const head = stage.tenant.head();
    const [registration] = (await project.resources()).filter(({ type }) =>
      type.endsWith("ConfigFiles"),
    );
    await project.pulumi("state", "delete", registration!.urn, "--yes");
    expect((await project.up()).code).toBe(0);
    expect(stage.tenant.head()).toBe(head);
    const other = await stage.project("other", clusterSource.pd);
    const refused = await other.up();
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain("cut/dev");
    expect(stage.tenant.head()).toBe(head);
  });
});
