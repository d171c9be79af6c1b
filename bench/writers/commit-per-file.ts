import { repositoryPath } from "../server";
import type { Writer } from "./job";

/**
 * As infrastructure tools' resources for single GitLab files do: one after the other, each created by a commit of its
 * own and read back.
 */
export const commitPerFile: Writer = {
  name: "a commit per file, GitLab's API",
  server: "gitlab",
  upTo: 10,
  same: true,
  async write({ server }, { files }) {
    const { url, token = "" } = server;
    const project = `${url}/api/v4/projects/${encodeURIComponent(repositoryPath)}`;
    for (const { path, text } of files) {
      const file = `${project}/repository/files/${encodeURIComponent(path)}`;
      const body = { branch: "main", content: text, commit_message: `Add ${path}` };
      await ask(file, { method: "POST", body: JSON.stringify(body) });
      await ask(`${file}?ref=main`, { method: "GET" });
    }

    async function ask(address: string, request: RequestInit): Promise<void> {
      const headers = { "Private-Token": token, "Content-Type": "application/json" };
      const answer = await fetch(address, { ...request, headers });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${said}`);
    }
  },
};
