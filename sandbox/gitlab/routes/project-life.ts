import { rm } from "node:fs/promises";

import { levelInGroup } from "../access";
import { badRequest, forbidden, json } from "../answer";
import { authenticated, flag, need, projectAs, text, whole, type Call } from "../call";
import { roles } from "../model";
import type { Group, Visibility } from "../model";
import { addProject, personalNamespace, protectDefault } from "../new-project";
import { presentProject } from "../project-entity";
import type { Route } from "../router";
import { findProject } from "../world";

/** Projects come, are archived, and go. */
export const projectLifeRoutes: readonly Route[] = [
  {
    method: "POST",
    pattern: "/projects",
    async handle(call) {
      const { world } = call;
      const user = authenticated(call);
      const group = namespaceOf(call);
      if (levelInGroup(user, group) < roles.developer) throw forbidden();
      const path = `${group.fullPath}/${text(call, "path") ?? need(call, "name")}`;
      if (findProject(world, path) !== undefined) {
        const taken = ["has already been taken"];
        throw badRequest({ "project_namespace.name": taken, name: taken, path: taken });
      }
      const withReadme = flag(call, "initialize_with_readme") === true;
      const { project } = addProject(world, {
        path,
        group,
        visibility: visibilityOf(call),
        files: withReadme ? { "README.md": `# ${need(call, "name")}\n` } : undefined,
      });
      protectDefault(world, project);
      return json(201, await presentProject(world, project, user));
    },
  },
  {
    method: "DELETE",
    pattern: "/projects/:id",
    async handle(call) {
      const project = projectAs(call, roles.owner);
      const { projects } = call.world;
      projects.splice(projects.indexOf(project), 1);
      await project.repository.close();
      await rm(project.repository.dir, { recursive: true });
      return json(202, { message: "202 Accepted" });
    },
  },
  ...([true, false] as const).map((archived): Route => ({
    method: "POST",
    pattern: `/projects/:id/${archived ? "archive" : "unarchive"}`,
    async handle(call) {
      const project = projectAs(call, roles.owner);
      project.archived = archived;
      return json(201, await presentProject(call.world, project, call.user));
    },
  })),
];

function namespaceOf(call: Call): Group {
  const wanted = whole(call, "namespace_id");
  if (wanted === undefined) return personalNamespace(call.world, authenticated(call));
  const group = call.world.groups.find(({ id }) => id === wanted);
  if (group === undefined) throw badRequest({ namespace: ["is not valid"] });
  return group;
}

function visibilityOf(call: Call): Visibility {
  const wanted = text(call, "visibility");
  return wanted === "public" || wanted === "internal" ? wanted : "private";
}
