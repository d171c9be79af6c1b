import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createServerCertificate } from "../../../sandbox/certificates";
import { startGitlab } from "../../../sandbox/gitlab/gitlab";
import { git, repositoryUrl } from "./git";

test("with a certificate the API and git are served over HTTPS", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-"));
  const tls = createServerCertificate(join(folder, "certificates"));
  const gitlab = await startGitlab({ folder: join(folder, "server"), tls });
  gitlab.createUser({ username: "owner" });
  const { path } = gitlab.createProject({
    path: "g/p",
    files: { a: "" },
    members: { owner: "owner" },
  });
  const { secret } = gitlab.createToken({ kind: "personal", user: "owner" });

  const status = await new Promise((resolve, reject) => {
    const headers = { Authorization: `Bearer ${secret}` };
    const request = get(`${gitlab.url}/api/v4/user`, { ca: tls.authority, headers }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    request.on("error", reject);
  });
  expect(status).toBe(200);

  const authority = join(folder, "authority.pem");
  writeFileSync(authority, tls.authority);
  const trusting = ["-c", `http.sslCAInfo=${authority}`];
  const address = repositoryUrl(gitlab.url, path, "oauth2", secret);
  expect(await git(folder, ...trusting, "ls-remote", address)).toMatchObject({ code: 0 });

  await gitlab.stop();
  rmSync(folder, { recursive: true });
});
