import fc from "fast-check";
import { allows } from "../../provider/functions/cluster-preflight-rights";

const wanted = { verb: "delete", group: "apps", resource: "deployments" };
const rule = { verbs: ["create", "delete"], apiGroups: ["apps"], resources: ["deployments"] };

test("a rule allows what it names, or all", () => {
  const parts = ["verbs", "apiGroups", "resources"] as const;
  fc.assert(
    fc.property(fc.subarray([...parts]), (all) => {
      const wide = { ...rule, ...Object.fromEntries(all.map((part) => [part, ["*"]])) };
      expect(allows(wide, wanted)).toBe(true);
    }),
  );
});

test.each([
  { verbs: ["create"] },
  { apiGroups: [""] },
  { resources: ["deployments/status", "*/scale"] },
  { resourceNames: ["mine"] },
  { verbs: [] },
])("a rule does not allow what it does not name: %j", (less) => {
  expect(allows({ ...rule, ...less }, wanted)).toBe(false);
});
