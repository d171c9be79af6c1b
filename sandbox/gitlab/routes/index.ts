import type { Route } from "../router";
import { branchRoutes } from "./branches";
import { commitRoutes } from "./commits";
import { fileRoutes } from "./files";
import { groupRoutes } from "./groups";
import { memberRoutes } from "./members";
import { mergeRequestRoutes } from "./merge-requests";
import { projectLifeRoutes } from "./project-life";
import { projectRoutes } from "./projects";
import { protectedBranchRoutes } from "./protected-branches";
import { pushRuleRoutes } from "./push-rule";
import { treeRoutes } from "./tree";
import { userRoutes } from "./users";

/** The API, one file a resource. */
export const routes: readonly Route[] = [
  ...userRoutes,
  ...groupRoutes,
  ...projectRoutes,
  ...projectLifeRoutes,
  ...memberRoutes,
  ...treeRoutes,
  ...fileRoutes,
  ...commitRoutes,
  ...branchRoutes,
  ...protectedBranchRoutes,
  ...pushRuleRoutes,
  ...mergeRequestRoutes,
];
