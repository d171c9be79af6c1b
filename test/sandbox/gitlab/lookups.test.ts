import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startGitlab, type Gitlab } from "../../../sandbox/gitlab/gitlab";
import { ask, type Reply } from "./client";

let folder: string;
let gitlab: Gitlab;
let owner: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  gitlab = await startGitlab({ folder });
  for (const username of ["owner", "other"]) gitlab.createUser({ username });
  gitlab.createGroup({ path: "shop", members: { owner: "owner" } });
  for (const name of ["default.project", "api", "backend/worker"]) {
    gitlab.createProject({ path: `shop/${name}`, files: { "a.yaml": "" } });
  }
  gitlab.createProject({ path: "open/default.project", visibility: "public" });
  owner = gitlab.createToken({ kind: "personal", user: "owner" }).secret;
});
afterAll(async () => {
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

function get(path: string, token: string | undefined = owner): Promise<Reply> {
  return ask(gitlab.url, { path, token });
}

function paths({ body }: Reply): readonly string[] {
  return (body as readonly { readonly path_with_namespace: string }[]).map(
    (project) => project.path_with_namespace,
  );
}

test("a group's members are members of its projects, also of nested ones", async () => {
  const { body } = await get(`/projects/${encodeURIComponent("shop/backend/worker")}`);
  expect(body).toMatchObject({
    namespace: { full_path: "shop/backend" },
    permissions: { project_access: null, group_access: { access_level: 50 } },
  });
  expect((await get(`/groups/${encodeURIComponent("shop/backend")}`)).body).toMatchObject({
    full_path: "shop/backend",
    parent_id: (await get("/groups/shop")).body.id,
  });
});

test("projects of a group are listed, those below on request", async () => {
  expect(paths(await get("/groups/shop/projects"))).toEqual(["shop/api", "shop/default.project"]);
  expect(paths(await get("/groups/shop/projects?include_subgroups=true&search=WORK"))).toEqual([
    "shop/backend/worker",
  ]);
});

test("projects are paged by number with totals, and by id with a link", async () => {
  const first = await get("/projects?membership=true&per_page=2");
  expect(Object.fromEntries(first.headers)).toMatchObject({
    "x-total": "3",
    "x-total-pages": "2",
    "x-next-page": "2",
    "x-prev-page": "",
  });
  const pages: (readonly string[])[] = [];
  let next: string | undefined =
    "/projects?pagination=keyset&order_by=id&sort=asc&per_page=3&simple=true";
  while (next !== undefined) {
    const reply: Reply = await get(next);
    expect(reply.headers.get("x-page")).toBeNull();
    pages.push(paths(reply));
    next = /<[^>]*\/api\/v4([^>]*)>; rel="next"/.exec(reply.headers.get("link") ?? "")?.[1];
  }
  expect(pages).toEqual([
    ["shop/default.project", "shop/api", "shop/backend/worker"],
    ["open/default.project"],
  ]);
});

test("a stranger sees what is public, and no more", async () => {
  const other = gitlab.createToken({ kind: "personal", user: "other" }).secret;
  expect(paths(await get("/projects?search=default.project", other))).toEqual([
    "open/default.project",
  ]);
  expect((await get("/groups/shop", other)).body).toEqual({ message: "404 Group Not Found" });
  expect((await get("/projects/open%2Fdefault.project", other)).body).toMatchObject({
    empty_repo: true,
    default_branch: null,
    permissions: { project_access: null, group_access: null },
  });
});

test("a group's token is a user of its own, with the group's role", async () => {
  const { secret } = gitlab.createToken({
    kind: "group",
    group: "shop",
    role: "developer",
    scopes: ["api"],
  });
  const { body } = await get("/user", secret);
  expect(body).toMatchObject({ bot: true, username: expect.stringMatching(/^group_\d+_bot_/) });
  const members = `/projects/${encodeURIComponent("shop/api")}/members/all/${body.id as number}`;
  expect((await get(members, secret)).body).toMatchObject({ access_level: 30 });
});

test("groups that a project, or one above it, is shared with count, though permissions do not say so", async () => {
  for (const username of ["direct", "above"]) gitlab.createUser({ username });
  gitlab.createGroup({ path: "platform", members: { above: "maintainer" } });
  gitlab.createGroup({ path: "platform/team", members: { direct: "maintainer" } });
  const sharedWith = { "platform/team": "developer" } as const;
  gitlab.createProject({ path: "one/shared", sharedWith, files: { a: "" } });
  gitlab.createGroup({ path: "two", sharedWith });
  gitlab.createProject({ path: "two/below/shared", files: { a: "" }, protect: undefined });
  async function seen(username: string, project: string): Promise<unknown[]> {
    const user = gitlab.createToken({ kind: "personal", user: username }).secret;
    const path = `/projects/${encodeURIComponent(project)}`;
    const { id } = (await get("/user", user)).body as { id: number };
    const [shown, member, branch] = await Promise.all(
      [path, `${path}/members/all/${id}`, `${path}/repository/branches/main`].map((each) =>
        get(each, user),
      ),
    );
    const answers: unknown[] = [
      shown?.body.permissions,
      member?.body.access_level,
      branch?.body.can_push,
    ];
    return answers.map((value, at) => value ?? [shown, member, branch][at]?.status);
  }
  const permissions = { project_access: null, group_access: null };
  // The main of the first is protected, as GitLab does by itself.
  expect(await seen("direct", "one/shared")).toEqual([permissions, 30, false]);
  expect(await seen("direct", "two/below/shared")).toEqual([permissions, 30, true]);
  // A group lets in direct members only, a project those of the groups above, too.
  expect(await seen("above", "one/shared")).toEqual([permissions, 30, false]);
  expect(await seen("above", "two/below/shared")).toEqual([404, 404, 404]);
  const { secret } = gitlab.createToken({ kind: "group", group: "one", role: "reporter" });
  expect((await get("/projects/one%2Fshared", secret)).body["shared_with_groups"]).toMatchObject([
    { group_full_path: "platform/team", group_access_level: 30, expires_at: null },
  ]);
});

test("a job's token is none but where jobs are let in, and only of its project", async () => {
  const { secret } = gitlab.createToken({ kind: "job", project: "shop/api", user: "owner" });
  const headers = { "JOB-TOKEN": secret };
  async function raw(project: string): Promise<number> {
    const path = `/projects/${encodeURIComponent(project)}/repository/files/a.yaml/raw?ref=main`;
    return (await ask(gitlab.url, { path, headers })).status;
  }
  expect(await raw("shop/api")).toBe(200);
  expect(await raw("shop/default.project")).toBe(404);
  expect((await ask(gitlab.url, { path: "/user", headers })).status).toBe(401);
});

test("a deploy token is none of the API's", async () => {
  const { secret } = gitlab.createToken({ kind: "deploy", project: "shop/api" });
  expect((await get("/projects/shop%2Fapi", secret)).status).toBe(401);
});

test("an answer that is known already is 304", async () => {
  const etag = (await get("/groups/shop")).headers.get("etag") ?? "";
  const again = await ask(gitlab.url, {
    path: "/groups/shop",
    token: owner,
    headers: { "If-None-Match": etag },
  });
  expect(again.status).toBe(304);
});
