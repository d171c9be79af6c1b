import { json, noContent, notFound, refusal } from "../answer";
import { flag, need, projectAs, whole, type Call } from "../call";
import { roles } from "../model";
import type { AccessRule, Project, ProtectedBranch } from "../model";
import { page } from "../pagination";
import type { Route } from "../router";

const folder = "/projects/:id/protected_branches";

export const protectedBranchRoutes: readonly Route[] = [
  {
    method: "GET",
    pattern: folder,
    handle(call) {
      const { protectedBranches } = projectAs(call, roles.maintainer);
      return page(call, protectedBranches, { present });
    },
  },
  {
    method: "GET",
    pattern: `${folder}/:name`,
    handle: (call) => json(200, present(branchOf(call, projectAs(call, roles.maintainer)))),
  },
  {
    method: "POST",
    pattern: folder,
    handle(call) {
      const project = projectAs(call, roles.maintainer);
      const name = need(call, "name");
      if (project.protectedBranches.some((other) => other.name === name)) {
        throw refusal(409, `Protected branch '${name}' already exists`);
      }
      const branch: ProtectedBranch = {
        id: call.world.nextId(),
        name,
        push: [ruleOf(call, "push_access_level")],
        merge: [ruleOf(call, "merge_access_level")],
        allowForcePush: flag(call, "allow_force_push") ?? false,
      };
      project.protectedBranches.push(branch);
      return json(201, present(branch));
    },
  },
  {
    method: "DELETE",
    pattern: `${folder}/:name`,
    handle(call) {
      const project = projectAs(call, roles.maintainer);
      const branch = branchOf(call, project);
      project.protectedBranches.splice(project.protectedBranches.indexOf(branch), 1);
      return noContent;
    },
  },
];

function branchOf({ path }: Call, { protectedBranches }: Project): ProtectedBranch {
  const branch = protectedBranches.find(({ name }) => name === path["name"]);
  if (branch === undefined) throw notFound();
  return branch;
}

function ruleOf(call: Call, name: string): AccessRule {
  const level = whole(call, name) ?? roles.maintainer;
  return { id: call.world.nextId(), level, userId: undefined };
}

function present(branch: ProtectedBranch): object {
  return {
    id: branch.id,
    name: branch.name,
    push_access_levels: branch.push.map(presentRule),
    merge_access_levels: branch.merge.map(presentRule),
    unprotect_access_levels: [],
    allow_force_push: branch.allowForcePush,
    code_owner_approval_required: false,
    inherited: false,
  };
}

function presentRule({ id, level, userId }: AccessRule): object {
  const described =
    { 0: "No one", 30: "Developers + Maintainers", 40: "Maintainers", 60: "Administrators" }[
      level
    ] ?? "Maintainers";
  return {
    id,
    access_level: level,
    access_level_description: described,
    deploy_key_id: null,
    user_id: userId ?? null,
    group_id: null,
  };
}
