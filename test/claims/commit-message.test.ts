import fc from "fast-check";
import { commitMessage } from "../../provider/claims/commit-message";
import { trailersOf } from "../../provider/config-repo/trailers";
import { claims, request } from "./builders";
import type { MessageSettings } from "../../provider/claims/commit-message";
import type { ClaimRequest } from "../../provider/claims/request";

function deed(verb: "r" | "u" | "d", subject: string, stack = "clusters/dev"): ClaimRequest {
  const what = claims({ subject });
  return request(`urn:${verb}:${subject}`, {
    stack,
    hold: verb === "d" ? undefined : what,
    held: verb === "r" ? undefined : what,
  });
}

function message(requests: readonly ClaimRequest[], settings: MessageSettings = {}): string {
  const outcomes = new Map(requests.map(({ owner }) => [owner, { paths: ["x"], seen: {} }]));
  return commitMessage(requests, { outcomes }, settings);
}

function subject(...requests: readonly ClaimRequest[]): string {
  return message(requests).split("\n")[0] ?? "";
}

const letters = Array.from("abcdefghijklmnop");

test("the subject counts and names", () => {
  expect(subject(deed("r", "physical cluster pd"))).toBe("Register physical cluster pd");
  expect(subject(...letters.map((name) => deed("r", `physical cluster ${name}`)))).toBe(
    "Register 16 clusters: a, b, c … (+13)",
  );
  expect(
    subject(
      ...["a", "b"].map((name) => deed("r", `host cluster ${name}`)),
      deed("r", "deployment runtime x"),
    ),
  ).toBe("Register 2 clusters, 1 runtime: a, b, x");
  expect(subject(deed("u", "host cluster h"), deed("d", "virtual cluster v"))).toBe(
    "Update host cluster h; Deregister virtual cluster v",
  );
});

test("one trailer for each stack and each registration", () => {
  const text = message(
    [
      deed("r", "host cluster h"),
      deed("u", "host cluster i"),
      deed("d", "host cluster j", "x/prod"),
    ],
    { trailers: { "Change-Id": "I1" } },
  );
  expect(text.split("\n")[0]).toBe("Register 1 cluster; Update 1 cluster; Deregister 1 cluster");
  expect(Object.fromEntries(trailersOf(text))).toEqual({
    "Change-Id": ["I1"],
    "Pulumi-Stack": ["clusters/dev", "x/prod"],
    Registers: ["host cluster h"],
    Updates: ["host cluster i"],
    Deregisters: ["host cluster j"],
  });
});

test("what changes nothing is not mentioned", () => {
  const [one, other] = [deed("r", "host cluster a"), deed("r", "host cluster b")];
  const outcomes = new Map([
    [one.owner, { paths: ["x"], seen: {} }],
    [other.owner, { paths: [], seen: {} }],
  ]);
  expect(commitMessage([one, other], { outcomes })).toBe(
    "Register host cluster a\n\nPulumi-Stack: clusters/dev\nRegisters: host cluster a\n",
  );
});

test("a template has placeholders of its own choice, and no others", () => {
  const requests = [deed("r", "host cluster a"), deed("r", "host cluster b")];
  const settings = {
    message: "chore({stack}): {count} of {names}\n\n{summary}\nRegisters: nothing",
  };
  const text = message(requests, settings);
  expect(text).toMatch(/^chore\(clusters\/dev\): 2 of a, b\n\nRegister 2 clusters: a, b\n/);
  expect(trailersOf(text).get("Registers")).toEqual(["host cluster a", "host cluster b"]);
  expect(() => message(requests, { message: "{summary} {name}" })).toThrow(
    expect.objectContaining({ code: "invalid-configuration", at: "commit.message" }) as Error,
  );
});

test.each(["Pulumi-Stack", "registers", "a b", "x:y", ""])("%j is no trailer of users", (key) => {
  expect(() => message([deed("r", "host cluster a")], { trailers: { [key]: "x" } })).toThrow(
    expect.objectContaining({ code: "invalid-configuration" }) as Error,
  );
});

test("no name, stack or value can forge a trailer or outgrow the subject", () => {
  const nasty = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "a\n\nPulumi-Stack: x/evil",
      "a\r\nRegisters: b",
      "x".repeat(200),
      "a\u2028b: c",
      "{stack}",
    ),
  );
  fc.assert(
    fc.property(
      fc.array(nasty, { minLength: 1, maxLength: 5 }),
      nasty,
      nasty,
      (names, stack, value) => {
        const requests = names.map((name, at) =>
          deed("r", `host cluster ${at}${name}`, `p/${stack}`),
        );
        const text = message(requests, { trailers: { "Change-Id": `I${value}` } });
        expect(text.split("\n")[0]?.length).toBeLessThanOrEqual(72);
        const trailers = trailersOf(text);
        expect([...trailers.keys()]).toEqual(["Change-Id", "Pulumi-Stack", "Registers"]);
        expect(trailers.get("Pulumi-Stack")).toHaveLength(1);
        expect(trailers.get("Registers")).toHaveLength(
          new Set(requests.map(({ owner }) => owner)).size,
        );
      },
    ),
  );
});
