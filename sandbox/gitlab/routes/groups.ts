import { canSee, canSeeGroup } from "../access";
import { json } from "../answer";
import { flag, groupOf, text } from "../call";
import type { Group } from "../model";
import { page } from "../pagination";
import { presentGroup } from "../project-entity";
import type { Route } from "../router";
import { listProjects } from "./projects";

export const groupRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: "/groups",
    handle(call) {
      const search = text(call, "search")?.toLowerCase();
      const groups = call.world.groups.filter(
        (group) =>
          group.kind === "group" &&
          canSeeGroup(call.user, group) &&
          (flag(call, "top_level_only") !== true || group.parent === undefined) &&
          (search === undefined || group.fullPath.toLowerCase().includes(search)),
      );
      return page(call, groups, { present: (group) => presentGroup(call.world, group) });
    },
  },
  {
    method: "GET",
    pattern: "/groups/:id",
    handle: (call) => json(200, presentGroup(call.world, groupOf(call))),
  },
  {
    method: "GET",
    pattern: "/groups/:id/subgroups",
    handle(call) {
      const parent = groupOf(call);
      const groups = call.world.groups.filter(
        (group) => group.parent === parent && canSeeGroup(call.user, group),
      );
      return page(call, groups, { present: (group) => presentGroup(call.world, group) });
    },
  },
  {
    method: "GET",
    pattern: "/groups/:id/projects",
    async handle(call) {
      const above = groupOf(call);
      const deep = flag(call, "include_subgroups") === true;
      const search = text(call, "search")?.toLowerCase();
      const found = call.world.projects.filter(
        (project) =>
          canSee(call.user, project) &&
          (project.group === above || (deep && isBelow(project.group, above))) &&
          (search === undefined || project.name.toLowerCase().includes(search)),
      );
      return await listProjects(call, found);
    },
  },
];

function isBelow(group: Group, above: Group): boolean {
  return group.parent !== undefined && (group.parent === above || isBelow(group.parent, above));
}
