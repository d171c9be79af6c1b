import { join } from "node:path";

import type { Claims } from "../../provider/claims/model";
import { planCommit } from "../../provider/claims/plan-commit";
import type { ConfigRepo } from "../../provider/config-repo/config-repo";
import { createGitRepo } from "../../provider/config-repo/git/git-repo";
import { createGitlabRepo } from "../../provider/config-repo/gitlab/gitlab-repo";
import { openGitlab, type OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { Writers } from "../../provider/writer/writers";
import { createGitlabWorld, type GitlabWorld } from "../config-repo/gitlab-world";
import { recordGit, type RecordedGit } from "../config-repo/recorded-git";

jest.setTimeout(180_000);

const clusters = 1_000;

/** Two files each: a record, and an entry in a list that all share. */
const claims = Array.from({ length: clusters }, (_, at): Claims => {
  const name = `c${String(at).padStart(4, "0")}`;
  const list = { list: "resources", values: [`${name}.yaml`], scaffold: "", whenEmpty: "keep" };
  return {
    subject: `cluster ${name}`,
    documents: { [`clusters/${name}.yaml`]: { kind: "Cluster", metadata: { name } } },
    texts: {},
    entries: { "clusters/kustomization.yaml": list as Claims["entries"][string] },
    shared: {},
    requires: [],
    forbids: [],
  };
});

let world: GitlabWorld;
let recorded: RecordedGit;
beforeAll(async () => {
  world = await createGitlabWorld(registered());
  recorded = recordGit(world.folder);
});
afterAll(async () => {
  recorded.restore();
  await world.stop();
});

/** The config repo in which all of them stand. */
function registered(): Record<string, string> {
  const requests = claims.map((hold, at) => {
    return { owner: String(at), stack: "a/b", hold, held: undefined, seen: {}, adopt: false };
  });
  const { changes } = planCommit({ tree: new Map(), texts: new Map() }, requests, {
    others: new Map(),
    lastChanges: new Map(),
    wanted: new Map(),
  });
  return Object.fromEntries(changes.map(({ path, text }) => [path, text ?? ""]));
}

let gitlab: OpenGitlab;
beforeAll(() => {
  const { server, token } = world;
  const settings = {
    fallbackToken: undefined,
    caCertificate: undefined,
    transport: "api",
  } as const;
  gitlab = openGitlab({ ...settings, url: server.url, token }, () => undefined);
});
afterAll(() => gitlab.close());

function byGit(): ConfigRepo {
  return createGitRepo({
    url: `${world.server.url}/group/tenant.git`,
    branch: "main",
    cacheDir: join(world.folder, "cache"),
    configuredAs: "gitlab",
    username: "oauth2",
    password: world.token,
  });
}

function byApi(): ConfigRepo {
  return createGitlabRepo({ gitlab, project: "group/tenant", branch: "main" });
}

/** What it takes to find that nothing has drifted, as a refresh does. */
async function observeAll(open: () => ConfigRepo): Promise<{
  readonly git: readonly string[];
  readonly requests: readonly string[];
}> {
  const writers = new Writers({ open, branch: "main", message: {} });
  recorded.commands();
  world.server.requests.clear();
  try {
    const writer = writers.writer("group/tenant", "main");
    const found = await Promise.all(claims.map((held) => writer.observe(held, {})));
    expect(found.filter(({ drifted }) => drifted)).toEqual([]);
  } finally {
    await writers.close();
  }
  const { all } = world.server.requests;
  return {
    git: recorded.commands().filter((command) => command === "git fetch"),
    requests: all
      .filter(({ status }) => status !== 401)
      .map(({ method, route }) => `${method} ${route}`),
  };
}

function times(count: number, request: string): string[] {
  return Array.from({ length: count }, () => request);
}

const advertisement = "GET /:project.git/info/refs";
const upload = "POST /:project.git/git-upload-pack";

test("an unchanged look at 1,000 clusters is one fetch of trees, and one of the lists that they share", async () => {
  const { git, requests } = await observeAll(byGit);
  expect(git).toEqual(["git fetch", "git fetch"]);
  // The head and its trees, then the lists: however many clusters there are.
  expect(requests).toEqual([advertisement, upload, upload, advertisement, upload]);
});

test("by GitLab's API it is the pages of one tree, and the lists that they share", async () => {
  const { git, requests } = await observeAll(byApi);
  expect(git).toEqual([]);
  const entries = clusters + ["clusters", "clusters/kustomization.yaml"].length;
  expect(requests).toEqual([
    "GET /projects/:id/repository/branches/:branch",
    // The head is a person's of this hour: whether it rests on what another run may take back is looked for.
    "GET /projects/:id/repository/commits",
    ...times(Math.ceil(entries / 100), "GET /projects/:id/repository/tree"),
    "GET /projects/:id/repository/blobs/:sha",
  ]);
});
