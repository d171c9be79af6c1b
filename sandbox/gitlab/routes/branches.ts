import { canPush, canPushTo, protectionsOf } from "../access";
import { badRequest, forbidden, json, noContent, notFound, refusal, type Answer } from "../answer";
import { authenticated, codeOf, list, need, text, type Call } from "../call";
import { showCommit } from "../commit-entity";
import { roles } from "../model";
import type { Project } from "../model";
import { keysetPage, page, wantsKeyset } from "../pagination";
import type { Route } from "../router";

const folder = "/projects/:id/repository/branches";

export const branchRoutes: readonly Route[] = [
  { method: "GET", pattern: folder, handle: listBranches },
  { method: "GET", pattern: "/projects/:id/repository/merge_base", handle: mergeBase },
  {
    method: "GET",
    pattern: `${folder}/:branch`,
    async handle(call) {
      const project = codeOf(call);
      return json(200, await present(call, project, await existing(call, project)));
    },
  },
  {
    method: "POST",
    pattern: folder,
    async handle(call) {
      const project = codeOf(call);
      if (!canPush(authenticated(call), project)) throw forbidden();
      const branch = need(call, "branch");
      await create(project, branch, need(call, "ref"));
      return json(201, await present(call, project, branch));
    },
  },
  {
    method: "DELETE",
    pattern: `${folder}/:branch`,
    async handle(call) {
      const project = codeOf(call);
      if (!canPush(authenticated(call), project)) throw forbidden();
      const branch = await existing(call, project);
      if (branch === project.defaultBranch) throw refusal(405, "Cannot remove HEAD branch");
      if (protectionsOf(project, branch).length > 0) {
        throw refusal(405, "Protected branch cant be removed");
      }
      await project.repository.moveRefs([
        { ref: `refs/heads/${branch}`, to: undefined, from: undefined },
      ]);
      return noContent;
    },
  },
];

/** The newest common commit of several. */
async function mergeBase(call: Call): Promise<Answer> {
  const project = codeOf(call);
  const refs = list(call, "refs") ?? [];
  if (refs.length < 2) throw badRequest("Provide at least 2 refs");
  const commits = await Promise.all(refs.map((ref) => project.repository.commit(ref)));
  const unknown = refs.filter((_, index) => commits[index] === undefined);
  if (unknown.length > 0) throw badRequest(`Could not find ref: ${unknown.join(", ")}`);
  const known = commits.filter((commit) => commit !== undefined);
  const base = await project.repository.git("merge-base", ...known).catch(() => undefined);
  if (base === undefined) throw notFound("Merge Base");
  return json(200, await showCommit(call.world, project, base));
}

async function listBranches(call: Call): Promise<Answer> {
  const project = codeOf(call);
  const search = text(call, "search")?.toLowerCase();
  const names = (await project.repository.branches()).filter(
    (name) => search === undefined || name.toLowerCase().includes(search),
  );
  const shown = new Map<string, object>();
  for (const name of names) shown.set(name, await present(call, project, name));
  function shownAs(name: string): unknown {
    return shown.get(name);
  }
  if (!wantsKeyset(call)) return page(call, names, { present: shownAs });
  const last = text(call, "page_token");
  const remaining = last === undefined ? names : names.slice(names.indexOf(last) + 1);
  function after(name: string): Record<string, string> {
    return { pagination: "keyset", page_token: name };
  }
  return keysetPage(call, remaining, { present: shownAs, after });
}

async function existing(call: Call, { repository }: Project): Promise<string> {
  const branch = call.path["branch"] ?? "";
  if ((await repository.head(branch)) === undefined) throw notFound("Branch");
  return branch;
}

/** @throws Refusal 400 */
async function create({ repository }: Project, branch: string, ref: string): Promise<void> {
  if (!(await repository.succeeds("check-ref-format", "--branch", branch))) {
    throw badRequest("Branch name is invalid");
  }
  if ((await repository.head(branch)) !== undefined) throw badRequest("Branch already exists");
  const start = await repository.commit(ref);
  const move = { ref: `refs/heads/${branch}`, to: start, from: undefined };
  if (start === undefined || !(await repository.moveRefs([move]))) {
    throw badRequest(`Failed to create branch '${branch}': invalid reference name '${ref}'`);
  }
}

async function present(call: Call, project: Project, name: string): Promise<object> {
  const { world, user } = call;
  const { repository, defaultBranch } = project;
  const head = (await repository.head(name)) ?? "";
  const main = await repository.head(defaultBranch);
  const rules = protectionsOf(project, name);
  const merged = name !== defaultBranch && main !== undefined;
  function developersMay(kind: "push" | "merge"): boolean {
    return rules.some((rule) => rule[kind].some(({ level }) => level === roles.developer));
  }
  return {
    name,
    commit: await showCommit(world, project, head),
    merged: merged && (await repository.isAncestor(head, main)),
    protected: rules.length > 0,
    developers_can_push: developersMay("push"),
    developers_can_merge: developersMay("merge"),
    can_push: canPushTo(user, project, name),
    default: name === defaultBranch,
    web_url: `${world.url}/${project.fullPath}/-/tree/${encodeURI(name)}`,
  };
}
