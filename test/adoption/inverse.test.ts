import fc from "fast-check";

import { adoptClusters, adoptRuntimes } from "../../components/adoption";
import { registeredCluster, registeredRuntime } from "../../components/adoption/registered";
import type { Claims } from "../../provider/claims/model";
import { formatImportId } from "../../provider/claims/import-id";
import { registerDeploymentRuntime } from "../../components/registration";
import * as given from "../registration/given";
import { World } from "../registration/world";
import { validCluster } from "./valid-args";

function filesOf({ documents, entries }: Claims) {
  return { documents, entries };
}

/** What stands in for a host that is not registered itself. */
function withHost(world: World, delivery: unknown): void {
  const label = delivery === "push" ? "\n  labels:\n    pulumi-nautes/delivery: push" : "";
  world.write(
    "nautes/overlays/production/clusters/h.yaml",
    `apiVersion: nautes.resource.nautes.io/v1alpha1\nkind: Cluster\nmetadata:\n  name: h${label}\nspec:\n  usage: host\n`,
  );
}

test("for all arguments of a cluster of any class: arguments → files → arguments → claims give the same claims", () => {
  fc.assert(
    fc.property(validCluster, ({ kind, args, register }) => {
      const world = new World();
      if (kind === "VirtualCluster") withHost(world, args["delivery"]);
      const { claims } = register(args as never);
      expect(world.hold(claims)).toEqual([]);
      if (kind === "VirtualCluster")
        world.write("nautes/overlays/production/clusters/h.yaml", "# away again\n");
      const { adoptions, tenant, refused, broken } = adoptClusters(world.snapshot);
      expect([refused, broken]).toEqual([[], []]);
      expect(adoptions).toHaveLength(1);
      const { adopted, changes, importId } = adoptions[0]!;
      expect(adopted.kind).toBe(kind);
      const again = registeredCluster(adopted, tenant);
      expect("claims" in again ? again.claims : again.problems).toEqual(claims);
      expect(changes).toEqual([]);
      expect(importId.replaceAll("#secret", "")).toBe(formatImportId(claims));
      expect(importId.includes("#secret")).toBe(args["allowSecretsInFiles"] === true);
    }),
    { numRuns: 100 },
  );
});

test("for all arguments of a runtime: arguments → files → arguments → claims give the same claims", () => {
  const names = fc
    .stringMatching(/^[a-z]([-a-z0-9]{0,10}[a-z0-9])?$/)
    .filter((text) => !text.startsWith("kube-"));
  const runtime = fc.record(
    {
      account: names.filter((text) => text !== "default"),
      projects: fc.uniqueArray(names, { maxLength: 3 }),
      delivery: fc.constantFrom("push", "pull"),
      environment: fc.constantFrom({ type: "development" }, undefined),
      namespaces: fc.uniqueArray(
        names.map((text) => `ns-${text}`),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: ["delivery"] },
  );
  fc.assert(
    fc.property(runtime, ({ namespaces, environment, delivery, ...rest }) => {
      const args = {
        ...{ ...given.runtime, account: undefined, projects: undefined },
        ...rest,
        ...{ delivery, environment, skipChecks: true },
        ...(delivery === "push"
          ? {
              cluster: { clusterName: "vd", kubeconfig: given.kubeconfig },
              codeRepoUrl: "https://git.example.com/shop/deploy.git",
            }
          : {}),
        destination: {
          environment: "env-dev",
          ...(namespaces === undefined ? {} : { namespaces }),
        },
      };
      const { claims } = registerDeploymentRuntime(args);
      const world = new World();
      expect(world.hold(claims)).toEqual([]);
      const found = adoptRuntimes(world.snapshot, "shop/default.project", () => delivery);
      expect([found.refused, found.broken, found.adoptions.length]).toEqual([[], [], 1]);
      const { adopted, changes, importId } = found.adoptions[0]!;
      const again = registeredRuntime(
        { ...adopted, args: { ...adopted.args, skipChecks: true } },
        delivery,
      );

      expect("claims" in again ? filesOf(again.claims) : again.problems).toEqual(filesOf(claims));
      expect([changes, importId]).toEqual([[], formatImportId(claims)]);
    }),
    { numRuns: 100 },
  );
});
