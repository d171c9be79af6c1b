import fc from "fast-check";
import { foreignText } from "../../provider/claims/foreign-text";
import { claims, plan, refusalsOf, request, someone } from "./builders";

const controls = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

test("what others wrote is shown as one line without controls, and bounded", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      const shown = foreignText(text);
      expect(shown).not.toMatch(controls);
      expect(Array.from(shown).length).toBeLessThanOrEqual(201);
    }),
  );
});

test("what is harmless is shown as it is", () => {
  expect(foreignText("Jörg <joerg@example.com> 山")).toBe("Jörg <joerg@example.com> 山");
  expect(foreignText("a\u001b[2J\r\nb\u202ec")).toBe("a\ufffd[2J\ufffdb\ufffdc");
});

test("a refusal shows no raw text of commits, values or file names", () => {
  const bad = "x\u001b]0;\u0007\u202e\n";
  const files = { "a.yaml": "a: 1\n", [`x/${bad}.yaml`]: `name: ${JSON.stringify(bad)}\n` };
  const hold = claims({
    documents: { "a.yaml": { a: 2 } },
  });
  const last = someone({ author: bad, subject: bad });
  const guarded = claims({
    documents: { "b.yaml": { a: 2 } },
    forbids: [
      { folder: "x", where: { exists: ["name"] }, when: "hold", message: "{file} has {name}." },
    ],
  });
  const requests = [request("urn:a", { hold }), request("urn:b", { hold: guarded })];
  const planned = plan(files, requests, { last });
  for (const owner of ["urn:a", "urn:b"]) {
    const messages = refusalsOf(planned, owner);
    expect(messages).toHaveLength(1);
    for (const line of messages.join("\n").split("\n")) expect(line).not.toMatch(controls);
    expect(messages.join("\n").split("\n").length).toBeLessThanOrEqual(2);
  }
});
