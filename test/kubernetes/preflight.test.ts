import fc from "fast-check";
import { dump } from "js-yaml";
import { versionsInIndex } from "../../provider/functions/cluster-preflight-index";
import { versionProblem } from "../../provider/functions/cluster-preflight-version";
import { joined, usersOf, withoutUser } from "../../provider/kubernetes/sharing";

const chart = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);
const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => parts.join("."));
const entries = fc.dictionary(
  chart,
  fc.array(fc.record({ version, description: fc.string() }), { minLength: 1, maxLength: 3 }),
  { noNullPrototype: true },
);

test("an index gives each chart's versions, written by Helm or by anybody", () => {
  fc.assert(
    fc.property(entries, chart, (all, absent) => {
      const index = { apiVersion: "v1", entries: all, generated: "now" };
      const texts = [dump(index), dump(index, { noArrayIndent: true }), JSON.stringify(index)];
      for (const text of texts) {
        for (const [name, versions] of Object.entries(all)) {
          expect(versionsInIndex(text, name)).toEqual(versions.map((one) => one.version));
        }
        if (!(absent in all)) expect(versionsInIndex(text, absent)).toEqual([]);
      }
    }),
  );
});

test("a version is fit from its minimum on and until its end, whatever its vendor appends", () => {
  fc.assert(
    fc.property(
      fc.nat(99),
      fc.nat(20),
      fc.constantFrom("", "-eks-1", "+k3s1"),
      (minor, patch, tail) => {
        const found = `v1.${minor}.${patch}${tail}`;
        const range = { minVersion: "1.28", belowVersion: "1.37" };
        const fits = versionProblem(found, range) === undefined;
        expect(fits).toBe(minor >= 28 && minor < 37);
      },
    ),
  );
});

const users = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 6 });
const owner = { label: "product", value: "shop" };
const bare = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

test("an object has the users that came and have not gone, in any order, and ends with the last", () => {
  fc.assert(
    fc.property(users, fc.boolean(), (all, created) => {
      const first = joined(bare, { owner, user: all[0]! }, created);
      let object = all.reduce((found, user) => joined(found, { owner, user }, false), first);
      for (const [gone, user] of all.entries()) {
        expect(usersOf(object, { owner, user })).toEqual(all.slice(gone).sort());
        const rest = withoutUser(object, { owner, user });
        if (gone === all.length - 1 && created) expect(rest).toBe("delete");
        else {
          expect(rest).not.toBe("delete");
          object = rest as typeof object;
        }
      }
    }),
  );
});

test("an object that another owner has is left as it is", () => {
  const theirs = joined(bare, { owner: { label: "product", value: "bank" }, user: "a" }, true);
  expect(withoutUser(theirs, { owner, user: "a" })).toBe("keep");
  expect(usersOf(theirs, { owner, user: "a" })).toEqual([]);
});
