import { deliveryOf } from "./delivery";
import { at } from "./given";
import type { Problem } from "./problems";
import { namespaceRules } from "./runtime-schema";

/** What is wrong between the properties of a runtime, valid or not in themselves. */
export function runtimeRules(args: unknown): readonly Problem[] {
  return [
    ...namespaceRules(args),
    ...mixedDelivery(args),
    ...(deliveryOf(args) === "push" ? pushRules(args) : pullRules(args)),
  ];
}

/** A cluster whose delivery is known is refused at once; that of any other is read from its record (runtime-guards). */
function mixedDelivery(args: unknown): Problem[] {
  const [own, clusters] = [deliveryOf(args), at(args, "cluster", "delivery")];
  if ((clusters !== "push" && clusters !== "pull") || clusters === own) return [];
  const name = at(args, "cluster", "clusterName");
  const message = `is "${own}", and cluster ${String(name)} is delivered by ${clusters}; give delivery: "${clusters}", or another cluster.`;
  return [{ path: "delivery", message }];
}

function pushRules(args: unknown): Problem[] {
  const cluster = at(args, "cluster");
  if (typeof cluster !== "object" || cluster === null) return [];
  return [
    ...componentRules(cluster),
    ...(at(cluster, "kubeconfig") === undefined
      ? [
          {
            path: "cluster.kubeconfig",
            message:
              'is missing; push makes the runtime with it: give the cluster one, or give delivery: "pull".',
          },
        ]
      : []),
    ...(at(args, "codeRepoUrl") === undefined
      ? [
          {
            path: "codeRepoUrl",
            message:
              "is missing; give the URL under which Argo CD reads the code repo, such as ssh://git@git.example.com/shop/deploy-config.git.",
          },
        ]
      : []),
    ...credentialRules(args),
  ];
}

/** What a runtime consists of is made of objects that these two bring. */
function componentRules(cluster: object): Problem[] {
  return [
    ["deployment", "argocd"],
    ["multiTenant", "hnc"],
  ].flatMap(([category = "", needed]) => {
    const name = at(cluster, "components", category, "name");
    if (typeof name !== "string" || name === needed) return [];
    const message = `has ${name} as its ${category}, and push can make a runtime with ${needed} alone; choose another cluster.`;
    return [{ path: "cluster", message }];
  });
}

function credentialRules(args: unknown): Problem[] {
  const url = at(args, "codeRepoUrl");
  if (typeof url !== "string") return [];
  const overHttp = /^https?:/.test(url);
  const unfit = at(args, "codeRepoCredentials", overHttp ? "sshPrivateKey" : "password");
  if (unfit === undefined || url.startsWith("git:")) return [];
  const [is, needs] = overHttp
    ? ["an HTTP URL", "{ username, password }"]
    : ["an SSH URL", "{ sshPrivateKey }"];
  const message = `does not go with codeRepoUrl, which is ${is}; give ${needs}, or another URL.`;
  return [{ path: "codeRepoCredentials", message }];
}

function pullRules(args: unknown): Problem[] {
  if (at(args, "codeRepoCredentials") === undefined) return [];
  const message =
    "has no place in what pull writes, where Nautes makes deploy keys itself; leave it out.";
  return [{ path: "codeRepoCredentials", message }];
}
