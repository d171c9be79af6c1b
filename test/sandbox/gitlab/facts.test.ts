import { ask } from "./client";
import type { Fact } from "./fact";
import { realGitlab, standIn, type Place } from "./place";
import { readingFacts } from "./reading-facts";
import { standingFacts } from "./standing-facts";
import { commitFacts, otherWritingFacts } from "./writing-facts";

const shared = [...readingFacts, ...commitFacts, ...otherWritingFacts];
const { GITLAB_URL: url, GITLAB_TOKEN: token } = process.env;

describe("the stand-in answers as GitLab is known to", () => {
  checkAll([...shared, ...standingFacts], standIn);
});

describe("the way to a real GitLab leads through its API alone", () => {
  let server: Place;
  checkAll(shared, async () => {
    server = await standIn();
    const remote = await realGitlab(server.url, server.tokens.owner ?? "");
    return { ...remote, leave: () => remote.leave().finally(() => server.leave()) };
  });
});

if (url !== undefined && token !== undefined) {
  describe("a real GitLab answers so, too", () => {
    checkAll(shared, () => realGitlab(url, token));
  });
} else {
  describe("a real GitLab answers so, too", () => {
    it.skip("skipped: GITLAB_URL and GITLAB_TOKEN (scope api) name none", () => undefined);
  });
}

function checkAll(facts: readonly Fact[], arrive: () => Promise<Place>): void {
  let at: Place;
  beforeAll(async () => {
    at = await arrive();
  });
  afterAll(() => at.leave());

  it.each(facts)("$says", async (fact) => {
    const { method = "GET", path, as = "owner", body, status, answer, message } = fact;
    const reply = await ask(at.url, {
      method,
      path: typeof path === "string" ? path : path(at),
      token: at.tokens[as],
      ...(body === undefined ? {} : { body: body(at) }),
    });
    expect({ status: reply.status, said: status < 400 ? "" : reply.body }).toEqual({
      status,
      said: status < 400 ? "" : expect.anything(),
    });
    if (typeof message === "string") expect(reply.body).toEqual({ message });
    if (message instanceof RegExp) expect(reply.body.message).toMatch(message);
    checkAnswer(reply.body, answer?.(at));
    for (const [name, value] of Object.entries(fact.headers ?? {})) {
      const found = reply.headers.get(name);
      if (value instanceof RegExp) expect(found).toMatch(value);
      else expect({ [name]: found }).toEqual({ [name]: value });
    }
  });
}

/** Real answers have more fields than are known. */
function checkAnswer(body: unknown, wanted: unknown): void {
  if (wanted === undefined) return;
  if (typeof wanted === "object" && wanted !== null && !("asymmetricMatch" in wanted)) {
    expect(body).toMatchObject(wanted);
  } else expect(body).toEqual(wanted);
}
