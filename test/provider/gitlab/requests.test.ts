import { inspect } from "node:util";
import { createServerCertificate } from "../../../sandbox/certificates";
import { patient, startGitlabWorld, type GitlabWorld } from "./gitlab-world";
import { join } from "node:path";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

jest.setTimeout(60_000);

let world: GitlabWorld;
let project: number;
beforeAll(async () => {
  world = await startGitlabWorld();
  const members = { me: "maintainer" } as const;
  const made = world.server.createProject({ path: "nautes/tenant", members, files: { a: "1\n" } });
  project = made.id;
});
afterEach(() => {
  world.server.faults.clear();
  world.server.requests.clear();
});
afterAll(() => world.stop());

function commit(world: GitlabWorld, path: string, settings = {}): Promise<unknown> {
  const actions = [{ action: "create" as const, filePath: path, content: "x\n" }];
  return world.client(settings).commits.create(project, "main", `Add ${path}`, actions);
}

describe("A request to GitLab", () => {
  it("reads again after what passes", async () => {
    for (const status of [500, 502, 503, 504, 429] as const) {
      world.server.faults.inject({ does: "answer", status });
    }
    world.server.faults.inject({ does: "reset", from: 1 });
    world.server.faults.inject({ does: "cut-body", from: 2 });
    const client = world.client({}, { patience: { attempts: 9, baseMs: 1, capMs: 5 } });
    expect(await client.projects.show(project)).toMatchObject({ id: project });
  });

  it("gives up in a sentence after as many tries as it has", async () => {
    world.server.faults.inject({ does: "answer", status: 503, times: 9 });
    await expect(world.client().projects.show(project)).rejects.toMatchObject({
      code: "repository-unavailable",
      message: expect.stringMatching(/cannot serve now: .* 503\.\nLook/) as string,
    });
    expect(world.server.requests.count()).toBe(4);
  });

  it("never repeats a write that may have come through", async () => {
    const faults = [
      { does: "answer", status: 502, when: "after" },
      { does: "answer", status: 504, when: "before" },
      { does: "reset", when: "after" },
      { does: "cut-body" },
    ] as const;
    for (const [index, fault] of faults.entries()) {
      world.server.requests.clear();
      world.server.faults.inject({ method: "POST", ...fault });
      await expect(commit(world, `doubt-${index}`)).rejects.toMatchObject({
        code: "repository-unavailable",
        name: "NautesError",
      });
      expect(world.server.requests.count("POST")).toBe(1);
    }
  });

  it("repeats a write that the server refused to begin", async () => {
    world.server.faults.inject({ method: "POST", does: "answer", status: 429 });
    await commit(world, "after-429");
    expect(world.server.requests.count("POST")).toBe(2);
  });

  it("waits as long as Retry-After says, and not beyond its time", async () => {
    world.server.faults.inject({ does: "answer", status: 429, retryAfter: 1 });
    const begun = Date.now();
    await world.client().projects.show(project);
    // A timer may end within the millisecond before.
    expect(Date.now() - begun).toBeGreaterThanOrEqual(999);
    world.server.faults.inject({ does: "answer", status: 429, retryAfter: 300 });
    const api = world.client({}, {}, { ...patient(), deadline: Date.now() + 20_000 });
    await expect(api.projects.show(project)).rejects.toMatchObject({
      code: "rate-limited",
      message: expect.stringMatching(/asks to wait 300 s\.\nRun again later/) as string,
    });
    // No further request goes out meanwhile.
    const before = world.server.requests.count();
    await expect(api.projects.show(project)).rejects.toMatchObject({ code: "rate-limited" });
    expect(world.server.requests.count()).toBe(before);
  });

  it("keeps within a limit that the answers' headers tell of, so that none is refused", async () => {
    const limited = await startGitlabWorld({ rateLimits: { api: { limit: 3, periodSeconds: 1 } } });
    const client = limited.client();
    for (let count = 0; count < 7; count += 1) await client.users.showCurrentUser();
    const statuses = limited.server.requests.all.map(({ status }) => status);
    await limited.stop();
    expect(statuses).toEqual(Array.from({ length: 7 }, () => 200));
  });

  it("ends when its caller gives up, and never begins after that", async () => {
    world.server.faults.inject({ does: "hang" });
    const aborting = new AbortController();
    const bounds = { ...patient(), signal: aborting.signal };
    const asked = world.client({}, {}, bounds).projects.show(project);
    setTimeout(() => aborting.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: "cancelled" });
    const late = world.client({}, {}, { ...patient(), deadline: Date.now() - 1 });
    await expect(late.projects.show(project)).rejects.toMatchObject({ code: "deadline-exceeded" });
    expect(world.server.requests.count()).toBe(1);
  });

  it("takes the environment's token once the stored one is refused, and says so once", async () => {
    const warnings: string[] = [];
    const old = world.server.createToken({ kind: "personal", user: "me" });
    old.revoke();
    const settings = { token: old.secret, fallbackToken: world.token };
    const client = world.client(settings, { warn: (message) => warnings.push(message) });
    await Promise.all([1, 2, 3].map(() => client.projects.show(project)));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/refused; the one in GITLAB_TOKEN is used/);
  });

  it("is refused with a code, the server's words and a remedy", async () => {
    const reader = world.server.createToken({ kind: "personal", user: "me", scopes: ["read_api"] });
    const revoked = world.server.createToken({ kind: "personal", user: "me" });
    revoked.revoke();
    const asked = [
      world.client({ token: revoked.secret }).projects.show(project),
      commit(world, "unscoped", { token: reader.secret }),
      world.client().projects.show("nautes/none"),
      commit(world, "a"),
      world.client({ token: undefined }).projects.show(project),
    ];
    const failures = await Promise.all(asked.map((one) => one.catch((error: unknown) => error)));
    expect(failures).toMatchObject(
      [
        {
          code: "credentials-refused",
          message: /revoked.*\n.*Token was revoked.*\nSet a valid one/s,
        },
        {
          code: "permission-denied",
          message: /may not POST .*\n.*higher privileges.*\n.*scope `api`/s,
        },
        {
          code: "not-found",
          message: /has no projects\/nautes\/none.*404 Project Not Found.*\nCheck/s,
        },
        { code: "gitlab-rejected", status: 400, words: "A file with this name already exists" },
        { code: "credentials-refused", message: /There is no token/ },
      ].map(({ message, ...rest }) => ({
        ...rest,
        ...(message === undefined ? {} : { message: expect.stringMatching(message) as string }),
      })),
    );
  });

  it("tells an address where no GitLab is, and one where nothing is", async () => {
    const nowhere = world.client({ url: "http://127.0.0.1:9" });
    await expect(nowhere.projects.show(1)).rejects.toThrow(/cannot be reached \(ECONNREFUSED\)/);
    const page = world.client({ url: `${world.server.url}/nautes` });
    await expect(page.projects.show(1)).rejects.toThrow(/does not answer like GitLab|has no/);
  });

  it("trusts a server by the authority that is given, and no other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nautes-gitlab-tls-"));
    const tls = createServerCertificate(folder);
    const safe = await startGitlabWorld({ tls });
    expect(await safe.client().users.showCurrentUser()).toMatchObject({ username: "me" });
    const distrusting = safe.client({ caCertificate: undefined }).users.showCurrentUser();
    await expect(distrusting).rejects.toThrow(/certificate .* not trusted.*\nGive its authority/s);
    await safe.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});

it("a token is in no error of GitLab's, however closely it is looked at", async () => {
  const { token } = world;
  const asks = [
    { does: "answer", status: 500, times: 9 },
    { does: "reset", times: 9 },
    { does: "answer", status: 429, retryAfter: 9999, times: 9 },
  ] as const;
  const failures: unknown[] = [];
  for (const fault of asks) {
    world.server.faults.inject(fault);
    failures.push(
      await world
        .client()
        .projects.show(project)
        .catch((error: unknown) => error),
    );
    failures.push(await commit(world, "leak").catch((error: unknown) => error));
    world.server.faults.clear();
  }
  failures.push(
    await world
      .client()
      .projects.show("no/such")
      .catch((error: unknown) => error),
  );
  failures.push(await commit(world, "a").catch((error: unknown) => error));
  expect(failures).toHaveLength(8);
  for (const failure of failures) {
    expect(failure).toBeInstanceOf(Error);
    const seen = inspect(failure, { depth: 20, showHidden: true });
    for (const spelling of [
      token,
      encodeURIComponent(token),
      Buffer.from(token).toString("base64"),
    ]) {
      expect(seen).not.toContain(spelling);
    }
  }
});
