import { canSee, levelIn } from "../access";
import { json, type Answer } from "../answer";
import { authenticated, flag, projectOf, text, whole, type Call } from "../call";
import { roles } from "../model";
import type { Project } from "../model";
import { keysetPage, page, wantsKeyset } from "../pagination";
import { presentProject, presentSimpleProject } from "../project-entity";
import type { Route } from "../router";

export const projectRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/projects",
    async handle(call) {
      const found = call.world.projects.filter((project) => isWanted(call, project));
      return await listProjects(call, found);
    },
  },
  {
    method: "GET",
    pattern: "/projects/:id",
    async handle(call) {
      const project = projectOf(call);
      call.rates.check("project", String(call.user?.id ?? ""));
      return json(200, await presentProject(call.world, project, call.user));
    },
  },
];

function isWanted(call: Call, project: Project): boolean {
  const search = text(call, "search")?.toLowerCase();
  const level = levelIn(call.user, project);
  const archived = flag(call, "archived");
  return (
    canSee(call.user, project) &&
    (flag(call, "membership") !== true || level > 0) &&
    (flag(call, "owned") !== true || level >= roles.owner) &&
    level >= (whole(call, "min_access_level") ?? 0) &&
    (archived === undefined || archived === project.archived) &&
    (text(call, "visibility") ?? project.visibility) === project.visibility &&
    (search === undefined || project.name.toLowerCase().includes(search))
  );
}

/** Newest first by default; by id, keys can page. */
export async function listProjects(call: Call, found: readonly Project[]): Promise<Answer> {
  const ascending = text(call, "sort") === "asc";
  const ordered = [...found].sort((a, b) => (ascending ? a.id - b.id : b.id - a.id));
  const simple = flag(call, "simple") === true || call.user === undefined;
  const { world, user } = call;
  const shown = new Map<Project, object>();
  for (const project of ordered) {
    shown.set(
      project,
      simple
        ? await presentSimpleProject(world, project)
        : await presentProject(world, project, user),
    );
  }
  function present(project: Project): unknown {
    return shown.get(project);
  }
  if (!wantsKeyset(call)) return page(call, ordered, { present });
  authenticated(call);
  const key = ascending ? "id_after" : "id_before";
  const last = whole(call, key);
  const remaining = ordered.filter(
    ({ id }) => last === undefined || (ascending ? id > last : id < last),
  );
  return keysetPage(call, remaining, {
    present,
    after: ({ id }) => ({ pagination: "keyset", order_by: "id", [key]: String(id) }),
  });
}
