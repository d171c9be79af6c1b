import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServerCertificate } from "../../sandbox/certificates";
import type { GitServer } from "../../sandbox/git-server";
import { startGitServer } from "../../sandbox/git-server";
import { expectReadable } from "../bad-input/sentence";
import type { Scenery } from "../bad-input/server";
import { servers, users } from "../bad-input/server";
import { diagnostics } from "../support/diagnostics";
import type { PulumiProject } from "../support/pulumi-project";
import { clusterSource, Stage } from "../support/stage";

let stage: Stage;
let project: PulumiProject;
let scenery: Scenery;
const running: GitServer[] = [];

beforeAll(async () => {
  stage = new Stage();
  project = await stage.project("refused", clusterSource.pd);
  const { folder } = stage.repositories;
  const year = 365 * 24 * 3_600_000;
  const tls = createServerCertificate(join(folder, "tls"));
  const later = createServerCertificate(join(folder, "tls-of-next-year"), {
    from: new Date(Date.now() + year),
    until: new Date(Date.now() + 2 * year),
  });
  const [http, https, next] = [
    await startGitServer({ root: folder, users }),
    await startGitServer({ root: folder, users, tls }),
    await startGitServer({ root: folder, users, tls: later }),
  ];
  running.push(http, https, next);
  stage.repositories.create("nautes/empty", {});
  stage.tenant.git("clone", "--quiet", stage.tenant.path, join(folder, "nautes", "copy"));
  const file = join(folder, "file");
  writeFileSync(file, "");
  const hook = join(stage.tenant.path, "hooks", "pre-receive");
  scenery = {
    folder,
    http: http.url,
    https: https.url,
    authority: tls.authority,
    httpsOfNextYear: next.url,
    authorityOfNextYear: later.authority,
    file,
    hook(script) {
      writeFileSync(hook, `#!/bin/sh\n${script}\n`);
      chmodSync(hook, 0o755);
    },
    unavailable: () => http.inject({ on: "request", does: "unavailable" }),
  };
});
afterAll(async () => {
  for (const server of running) await server.stop();
  stage.close();
});

describe("A server that does not do what it should", () => {
  afterEach(() => rmSync(join(stage.tenant.path, "hooks", "pre-receive"), { force: true }));

  it.each(servers)("is told of by $when, before anything is changed: $what", async (row) => {
    const before = stage.tenant.git("for-each-ref");
    project.configure({ "nautes:repository": "nautes/tenant", ...row.config(scenery) });
    if (row.when === "up") expect((await project.preview()).code).toBe(0);
    const refused = row.when === "up" ? await project.up() : await project.pulumi("preview");
    expect(refused.code).not.toBe(0);
    expectReadable(diagnostics(refused.output), row.place, row.says);
    expect(refused.output).toMatch(/\[[a-z-]+( at .*)?\]/);
    expect(stage.tenant.git("for-each-ref")).toBe(before);
    expect(await project.exportedState()).not.toContain('pending_operations": [');
  });

  it("is used as soon as it does", async () => {
    project.configure({
      "nautes:repository": "nautes/tenant.git",
      "nautes:git": {
        url: scenery.https,
        username: "writer",
        password: users.writer.password,
        caCertificate: scenery.authority,
      },
    });
    const up = await project.up();
    expect(up.code).toBe(0);
    expect(stage.tenant.subjects()[0]).toBe("Register physical cluster pd");
  });
});

describe("Bad arguments and configuration", () => {
  /** Of each kind one: name, port, category, class rule, kubeconfig. */
  const wrong: readonly [change: string, place: string, says: RegExp][] = [
    ['clusterName: "PD",', "clusterName: ", /lower-case/],
    [
      'components: { gateway: { additions: { httpNodePort: "80" } } },',
      "components.gateway.additions.httpNodePort: ",
      /30000 to 32767/,
    ],
    ["components: { pipeline: {} },", "components.pipeline: ", /does not have/],
    ['hostCluster: "h",', "hostCluster: ", /no host/],
    ['kubeconfig: "users: [{ name: canary }]",', "kubeconfig: ", /has no cluster/],
  ];

  it("are all told by one preview, each with its place and what to do", async () => {
    const body = wrong.map(
      ([change], index) =>
        `new nautes.PhysicalCluster("wrong${index}", { ${change} tenant, delivery: "pull", workerType: "deployment", apiServer: "https://10.0.${index}.9:6443" });\n`,
    );
    const arguments_ = await stage.project("arguments", body.join(""));
    const head = stage.tenant.head();
    const refused = await arguments_.pulumi("preview");
    expect(refused.code).not.toBe(0);
    for (const [, place, says] of wrong) expectReadable(diagnostics(refused.output), place, says);
    const up = await arguments_.up();
    expect(up.code).not.toBe(0);
    expectReadable(diagnostics(up.output), wrong[0]![1], wrong[0]![2]);
    expect(stage.tenant.head()).toBe(head);
  });

  const configurations: readonly [what: string, config: object, place: string, says: RegExp][] = [
    ["missing", {}, "git.url", /pulumi config set --path nautes:git\.url/],
    ["unknown", { "nautes:git": { url: "x", token: "canary" } }, "git.token", /known here are/],
    [
      "contradictory",
      { "nautes:git": { url: "https://git.example.com", privateKey: "canary" } },
      "git.privateKey",
      /not an ssh:/,
    ],
    ["malformed", { "nautes:batch": "soon", "nautes:git": { url: "x" } }, "batch", /JSON/],
  ];

  it.each(configurations)(
    "are told by a preview with the key: %s",
    async (_, config, key, says) => {
      project.configure({ "nautes:repository": "nautes/tenant", ...config });
      const refused = await project.preview();
      expect(refused.code).not.toBe(0);
      expectReadable(refused.output, key, says);
    },
  );
});
