import { patient } from "./gitlab-world";
import { intent, startSites, type NewProject, type Sites } from "./preflight-site";

jest.setTimeout(120_000);

let sites: Sites;
beforeAll(async () => {
  sites = await startSites();
  const { server } = sites.world;
  server.createGroup({ path: "platform", members: { me: "maintainer" } });
  for (const role of ["reporter", "developer", "maintainer"] as const)
    server.createGroup({ path: `of-${role}`, sharedWith: { platform: role } });
});
afterAll(() => sites.stop());

/** A project where `me` is no member, or as `project` says. */
function site(project: NewProject) {
  return sites.site({ project: { members: {}, protect: undefined, ...project } }, "git");
}

const members = "/projects/:id/members/all/:user_id";

describe("The preflight of a role that comes from a shared group", () => {
  it.each<[string, NewProject]>([
    ["a group that the project is shared with", { sharedWith: { platform: "developer" } }],
    ["a group that the project's group is shared with", { path: "of-developer/tenant" }],
    [
      "one that gives more than the user has as a member",
      { members: { me: "reporter" }, sharedWith: { platform: "developer" } },
    ],
    [
      "one of which only maintainers may push",
      {
        sharedWith: { platform: "maintainer" },
        protect: { push: "maintainer", merge: "maintainer" },
      },
    ],
  ])("says nothing of %s", async (_, project) => {
    const { gitlab, path, warnings, write } = site(project);
    await gitlab.preflight.check(intent(path), patient());
    // The branch of a merge request, which is not there yet.
    const other = { branch: "pulumi-nautes/clusters-dev", opensMergeRequest: true };
    await gitlab.preflight.check(intent(path, other), patient());
    expect(warnings).toEqual([]);
    await write();
  });

  it("says that the group is let in with too low a role", async () => {
    for (const project of [
      { path: "of-reporter/tenant" },
      { sharedWith: { platform: "reporter" } } as const,
    ]) {
      const { gitlab, path, write } = site(project);
      const says = /where the user me has the role Reporter\.\nGive the user the role Developer/;
      await expect(gitlab.preflight.check(intent(path), patient())).rejects.toThrow(says);
      await expect(write()).rejects.toMatchObject({ name: "NautesError" });
    }
  });

  it("takes the branch's word for it where no role is told", async () => {
    const { faults } = sites.world.server;
    const { gitlab, path, write } = site({ sharedWith: { platform: "developer" } });
    faults.inject({ does: "answer", status: 403, route: members, times: 2 });
    await gitlab.preflight.check(intent(path), patient());
    await gitlab.preflight.check(intent(path, { branch: "not-there-yet" }), patient());
    expect(faults.clear()).toEqual([]);
    await write();
  });

  it("says of one who is no member at all that they may not push", async () => {
    const { gitlab, path, write } = site({ visibility: "public" });
    const says = /will refuse to write to .*, where the user me may not push\.\nGive the user/;
    await expect(gitlab.preflight.check(intent(path), patient())).rejects.toThrow(says);
    await expect(write()).rejects.toMatchObject({ name: "NautesError" });
  });

  it("asks no more for a role that is told and enough", async () => {
    const { gitlab, path } = site({ members: { me: "developer" } });
    sites.world.server.requests.clear();
    await gitlab.preflight.check(intent(path), patient());
    expect(sites.world.server.requests.count(undefined, members)).toBe(0);
  });
});
