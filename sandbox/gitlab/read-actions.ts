import { badRequest } from "./answer";
import type { Action } from "./commit-actions";

const kinds = ["create", "update", "move", "delete", "chmod"] as const;

/** The `actions` of a request to the commits API. @throws Refusal 400 with what is wrong with the first that is */
export function readActions(given: unknown): readonly Action[] {
  if (!Array.isArray(given) || given.length === 0) wrong("actions is required");
  return (given as readonly unknown[]).map((value, index) => {
    const fields = typeof value === "object" && value !== null ? value : {};
    return readAction(fields as Readonly<Record<string, unknown>>, `actions[${index}]`);
  });
}

function readAction(fields: Readonly<Record<string, unknown>>, where: string): Action {
  function text(name: string): string | undefined {
    const value = fields[name];
    return typeof value === "string" ? value : undefined;
  }
  const action = kinds.find((kind) => kind === fields["action"]);
  if (action === undefined) wrong(`${where}[action] must be one of: ${kinds.join(", ")}`);
  const filePath = text("file_path");
  if (filePath === undefined) wrong(`${where}[file_path] is required for ${action} action`);
  if (action === "move" && text("previous_path") === undefined) {
    wrong(`${where}[previous_path] is required for move action`);
  }
  if (action === "update" && text("content") === undefined) {
    wrong(`${where}[content] is required for update action`);
  }
  const content = text("content");
  const encoding = text("encoding") === "base64" ? "base64" : "utf8";
  const executable = fields["execute_filemode"];
  return {
    action,
    filePath,
    previousPath: action === "move" ? text("previous_path") : undefined,
    content: content === undefined ? undefined : Buffer.from(content, encoding),
    executable: typeof executable === "boolean" ? executable : undefined,
    lastCommitId: text("last_commit_id"),
  };
}

function wrong(problem: string): never {
  throw badRequest(`400 Bad request - ${problem}`);
}
