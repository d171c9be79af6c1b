import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Agent } from "undici";
import { renderDocument } from "../../provider/claims/render";
import { createBareRepository } from "../../sandbox/bare-repository";
import { startGitlab, type Gitlab } from "../../sandbox/gitlab/gitlab";
import { Repository } from "../../sandbox/gitlab/repository";
import type { Commit } from "./hand";
import { byPush, byRest } from "./hand-desk";
import {
  documentsOf,
  lineOf,
  listPath,
  listText,
  sharedDocument,
  sharedPath,
} from "./registration";
import type { Hand, Scenario, Writer } from "./scenario";
import type { Address } from "./writer";

const project = "group/tenant";

/** A folder of repositories and a GitLab, where one round after another is run, each on a branch of its own. */
export interface Lane {
  readonly gitlab: Gitlab;
  /** Makes the branch of a round, and answers its first head. */
  begin(scenario: Scenario): Promise<string>;
  address(scenario: Scenario, writer: Writer): Address;
  hand(scenario: Scenario, hand: Hand): Commit;
  repository(scenario: Scenario): Repository;
  close(): Promise<void>;
}

/** GitLab is spoken to without TLS: to load certificates takes git longer than the round does. */
export async function openLane(folder: string): Promise<Lane> {
  mkdirSync(folder, { recursive: true });
  const local = join(folder, "srv", `${project}.git`);
  // A gc of its own would go on after the round.
  createBareRepository(local, { "README.md": "tenant\n" }).git("config", "receive.autogc", "false");
  const gitlab = await startGitlab({ folder: join(folder, "gitlab") });
  gitlab.createUser({ username: "me" });
  const served = gitlab.createProject({
    path: project,
    members: { me: "maintainer" },
    files: { "README.md": "tenant\n" },
  });
  const token = gitlab.createToken({ kind: "personal", user: "me" }).secret;
  const dispatcher = new Agent();
  const repositories = {
    folder: new Repository(local),
    gitlab: new Repository(served.repository.dir),
  };
  function repository({ ground }: Scenario): Repository {
    return ground === "folder" ? repositories.folder : repositories.gitlab;
  }
  return {
    gitlab,
    repository,
    begin: (scenario) => begin(repository(scenario), scenario),
    address(scenario, writer) {
      const cache = writer.cache === "shared" ? "shared" : writer.stack.replace("/", "-");
      const transport = writer.transport === "rest" ? "api" : "git";
      return {
        server:
          scenario.ground === "folder"
            ? { git: { url: join(folder, "srv") } }
            : { gitlab: { url: gitlab.url, token, transport } },
        repository: project,
        branch: branchOf(scenario),
        cacheDirectory: join(folder, "caches", cache),
      };
    },
    hand(scenario, { transport }) {
      const branch = branchOf(scenario);
      const server = { url: gitlab.url, token, dispatcher };
      if (transport === "rest") return byRest(server, project, branch);
      if (scenario.ground === "folder") return byPush(local, branch, join(folder, "clone"), {});
      const basic = Buffer.from(`oauth2:${token}`).toString("base64");
      return byPush(`${gitlab.url}/${project}.git`, branch, join(folder, "gitlab-clone"), {
        "http.extraHeader": `Authorization: Basic ${basic}`,
      });
    },
    async close() {
      await gitlab.stop();
      await dispatcher.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function branchOf({ seed }: Scenario): string {
  return `round-${seed}`;
}

/** Writes what stood before: by hand, then by each stack, in one go. */
async function begin(repository: Repository, scenario: Scenario): Promise<string> {
  const { start, foreign } = scenario;
  const ref = `refs/heads/${branchOf(scenario)}`;
  const byHand = foreign.map((name) => `${lineOf(name)} # by hand`);
  const script: string[] = [];
  const entries: string[] = [];
  add("Begin by hand", { "README.md": "tenant\n", [listPath]: listText(byHand) });
  for (const [stack, clusters] of start) {
    if (clusters.length === 0) continue;
    entries.push(...clusters.map(({ name }) => lineOf(name)));
    const files = Object.assign({}, ...clusters.map(documentsOf)) as ReturnType<typeof documentsOf>;
    if (clusters.some(({ runtime }) => runtime)) files[sharedPath] = sharedDocument;
    const texts = Object.entries(files).map(([path, document]) => [path, renderDocument(document)]);
    const deeds = clusters.map(({ name }) => `Registers: cluster ${name}\n`).join("");
    add(`Register clusters\n\nPulumi-Stack: ${stack}\n${deeds}`, {
      ...(Object.fromEntries(texts) as Record<string, string>),
      [listPath]: listText([...byHand, ...entries].sort()),
    });
  }
  script.push("get-mark :1\n");
  const args = ["fast-import", "--quiet", "--date-format=now"];
  return (await repository.run(args, script.join(""))).toString().trim();

  function add(message: string, files: Readonly<Record<string, string>>): void {
    script.push(`commit ${ref}\nmark :1\ncommitter Somebody <somebody@example.com> now\n`);
    script.push(data(`${message}\n`));
    for (const [path, text] of Object.entries(files)) {
      script.push(`M 100644 inline ${path}\n${data(text)}`);
    }
  }
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
