import { examinedWith, statuses, unwell } from "../command/doctor/examined";
import { createGitWorld, serveBySsh } from "./git-world";
import type { GitWorld } from "./git-world";

jest.setTimeout(120_000);

let world: GitWorld;
beforeEach(() => (world = createGitWorld({ "README.md": "x\n" })));
afterEach(() => world.stop());

/** What the doctor says of the world's repository by SSH, where its key may push or only read. */
async function bySsh(push: boolean, other: { knownHosts?: string } = {}) {
  const { url = "", privateKey, knownHosts } = await serveBySsh(world, { push });
  const git = { url: url.replace("/group/tenant.git", ""), privateKey, knownHosts, ...other };
  const answer = await examinedWith({ "nautes:git": git, "nautes:repository": "group/tenant.git" });
  expect(answer.out).not.toContain("PRIVATE KEY");
  return answer;
}

test("a key that may push is well by SSH", async () => {
  const { code, checks } = await bySsh(true);
  expect(unwell(checks)).toEqual([]);
  expect([code, statuses(checks).at(-1)]).toEqual([0, "push ok"]);
});

test("of a key that may only read the doctor says so before anything is pushed", async () => {
  const { code, checks } = await bySsh(false);
  expect(code).toBe(1);
  expect(statuses(checks)).toContain("branch ok");
  expect(unwell(checks)).toEqual([expect.stringMatching(/^push: .*\[permission-denied\]$/)]);
});

test("a host key that is not known is the server's, and nothing further is asked", async () => {
  const { code, checks } = await bySsh(true, { knownHosts: "[127.0.0.1]:1 ssh-ed25519 AAAA" });
  expect(code).toBe(1);
  expect(unwell(checks)).toEqual([
    expect.stringMatching(/^server: The SSH host key .* is not known.*knownHosts/),
  ]);
  expect(statuses(checks).at(-1)).toBe("branch skipped");
});
