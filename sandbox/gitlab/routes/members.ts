import { levelIn } from "../access";
import { badRequest, forbidden, json, noContent, notFound, refusal } from "../answer";
import { authenticated, need, projectAs, projectOf, whole } from "../call";
import { roles } from "../model";
import type { Project, User } from "../model";
import { page } from "../pagination";
import { memberOf, presentMember } from "../project-entity";
import type { Route } from "../router";
import type { World } from "../world";

export const memberRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/projects/:id/members",
    handle(call) {
      const project = projectOf(call);
      authenticated(call);
      const users = call.world.users.filter(({ id }) => project.members.has(id));
      return page(call, users, { present: (user) => presentDirect(call.world, user, project) });
    },
  },
  {
    method: "GET",
    pattern: "/projects/:id/members/all",
    handle(call) {
      const project = projectOf(call);
      authenticated(call);
      const users = call.world.users.filter((user) => isMember(user, project));
      return page(call, users, { present: (user) => presentMember(call.world, user, project) });
    },
  },
  {
    method: "GET",
    pattern: "/projects/:id/members/all/:user_id",
    handle(call) {
      const project = projectOf(call);
      authenticated(call);
      const user = call.world.users.find(({ id }) => String(id) === call.path["user_id"]);
      if (user === undefined || !isMember(user, project)) throw notFound();
      return json(200, presentMember(call.world, user, project));
    },
  },
  {
    method: "POST",
    pattern: "/projects/:id/members",
    handle(call) {
      const project = projectAs(call, roles.maintainer);
      const wanted = need(call, "user_id");
      const level = whole(call, "access_level") ?? Number(need(call, "access_level"));
      if (level > levelIn(call.user, project)) throw forbidden();
      if (![10, 15, 20, 30, 40, 50].includes(level)) {
        throw badRequest({ access_level: ["is not included in the list"] });
      }
      const user = call.world.users.find(({ id }) => String(id) === wanted);
      if (user === undefined) throw notFound("User");
      if (project.members.has(user.id)) throw refusal(409, "Member already exists");
      project.members.set(user.id, level);
      return json(201, presentDirect(call.world, user, project));
    },
  },
  {
    method: "DELETE",
    pattern: "/projects/:id/members/:user_id",
    handle(call) {
      const project = projectAs(call, roles.maintainer);
      if (!project.members.delete(Number(call.path["user_id"]))) throw notFound();
      return noContent;
    },
  },
];

/** Whom a project or a group above it lists; an administrator is none for that alone. */
function isMember(user: User, project: Project): boolean {
  return levelIn({ ...user, admin: false }, project) > 0;
}

function presentDirect(world: World, user: User, project: Project): object {
  return { ...memberOf(world, user), access_level: project.members.get(user.id) ?? 0 };
}
