import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fetch, type Agent } from "undici";
import { Repository } from "../../sandbox/gitlab/repository";
import type { Commit } from "./hand";

/** How often a person pulls and pushes again. */
const patience = 200;

/** A person with a clone: pull, edit, commit, push, and again when somebody else was faster. */
export function byPush(
  url: string,
  branch: string,
  folder: string,
  settings: Readonly<Record<string, string>>,
): Commit {
  const clone = new Repository(folder, environmentOf(settings));
  return async (path, edit) => {
    if (!existsSync(folder)) {
      mkdirSync(folder, { recursive: true });
      await clone.git("init", "--quiet", "--template=");
      await clone.git("remote", "add", "origin", url);
    }
    for (let count = 0; count < patience; count += 1) {
      await clone.git("fetch", "--quiet", "--no-tags", "origin", branch);
      await clone.git("checkout", "--quiet", "--force", "--detach", "FETCH_HEAD");
      const file = join(folder, path);
      const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
      const text = edit(before);
      if (text === undefined || text === before) return undefined;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      await clone.git("add", "--", path);
      await clone.git("commit", "--quiet", "-m", `Edit ${path}`);
      if (await clone.succeeds("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`)) {
        return readFileSync(join(folder, ".git", "HEAD"), "utf8").trim();
      }
    }
    throw new Error(`the person could not push to ${branch} in ${patience} tries`);
  };
}

/** A person at GitLab's web editor: reads, edits, and commits what is on the screen, whatever came in between. */
export function byRest(
  server: { readonly url: string; readonly token: string; readonly dispatcher: Agent },
  project: string,
  branch: string,
): Commit {
  const base = `${server.url}/api/v4/projects/${encodeURIComponent(project)}/repository`;
  return async (path, edit) => {
    for (let count = 0; count < patience; count += 1) {
      const shown = await ask(`files/${encodeURIComponent(path)}?ref=${branch}`);
      const before =
        shown.status === 404
          ? undefined
          : Buffer.from(String(shown.body["content"]), "base64").toString();
      const content = edit(before);
      if (content === undefined || content === before) return undefined;
      const action = before === undefined ? "create" : "update";
      const actions = [{ action, file_path: path, content }];
      const wanted = { branch, commit_message: `Edit ${path}`, actions };
      const made = await ask("commits", JSON.stringify(wanted));
      if (made.status === 201) return String(made.body["id"]);
      // Somebody deleted the file, or moved the branch: look again.
      if (made.status !== 400) throw new Error(`${made.status}: ${JSON.stringify(made.body)}`);
    }
    throw new Error(`the person could not commit to ${branch} in ${patience} tries`);
  };

  async function ask(path: string, body?: string) {
    const answer = await fetch(`${base}/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "private-token": server.token, "content-type": "application/json" },
      dispatcher: server.dispatcher,
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  }
}

function environmentOf(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const entries = Object.entries({ "gc.auto": "0", "maintenance.auto": "false", ...settings });
  return {
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(entries.map(([key], index) => [`GIT_CONFIG_KEY_${index}`, key])),
    ...Object.fromEntries(entries.map(([, value], index) => [`GIT_CONFIG_VALUE_${index}`, value])),
  };
}
