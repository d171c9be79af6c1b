import type { Json } from "../claims/model";
import { failure } from "../resources/config-files-inputs";
import type { Failure } from "../resources/resource";
import type { Session } from "../session";
import type { ProviderFunction } from "./function";

/**
 * `nautes:index:gitlabIds`: the numbers of a group and of a project of the GitLab server, by their full paths, and the
 * addresses of the project's repository; nothing if the server is not configured as one of GitLab.
 */
export function gitlabIds(session: Session): ProviderFunction {
  return async (args, call) => {
    const { group, project } = args.value;
    const failures = [...problem("group", group), ...problem("project", project)];
    if (failures.length > 0) return { failures };
    const open = await session.gitlab();
    if (open === undefined) return { value: {}, secrets: [] };
    const client = open.client(session.bounds(call));
    const [ofGroup, ofProject] = await Promise.all([
      typeof group === "string" ? client.groups.show(group, { withProjects: false }) : undefined,
      typeof project === "string" ? client.projects.show(project) : undefined,
    ]);
    return {
      value: {
        ...(ofGroup === undefined ? {} : { groupId: ofGroup.id }),
        ...(ofProject === undefined
          ? {}
          : {
              projectId: ofProject.id,
              sshUrl: ofProject.ssh_url_to_repo,
              httpUrl: ofProject.http_url_to_repo,
            }),
      },
      secrets: [],
    };
  };
}

function problem(key: string, value: Json | undefined): Failure[] {
  if (value === undefined || value === null) return [];
  return typeof value === "string" && value !== "" ? [] : [failure(key, "must be a full path")];
}
