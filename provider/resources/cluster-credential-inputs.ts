import { z } from "zod";
import type { Json } from "../claims/model";
import { UNKNOWN } from "../claims/model";
import type { Decoded } from "../codec";
import type { Reduced } from "../vault/kubeconfig";
import { reduceKubeconfig } from "../vault/kubeconfig";
import { DEFAULT_MOUNT, mountProblem } from "../vault/settings";
import { checked, flag, known, text, url } from "./cluster-inputs";
import type { CheckResult } from "./resource";

/** The inputs of a ClusterCredential, as schema.json describes them. */
const Inputs = z.strictObject({
  clusterName: known(
    z
      .string("must be a text")
      .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "must be the name of a cluster, such as `pd`"),
  ),
  apiServer: url,
  kubeconfig: text,
  mount: known(
    z.string("must be a text").superRefine((value, context) => {
      const message = mountProblem(value);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    }),
  ),
  purpose: known(z.enum(["push", "pull"], "must be `push` or `pull`")),
  adopt: flag.optional(),
});

/** What the inputs say that is known; a secret part is never repeated in a message. */
export interface Credential {
  /** Below the mount; undefined while the cluster's name is not known. */
  readonly path: string | undefined;
  readonly mount: string;
  readonly clusterName: string;
  readonly purpose: "push" | "pull";
  readonly adopt: boolean;
  /** What is to be kept; undefined while it is not known. */
  readonly kubeconfig: string | undefined;
}

/** Inputs with defaults and all their problems. */
export function checkedInputs(news: Decoded, mount: string | undefined): CheckResult {
  const given = Object.entries(news.value).filter(([, item]) => item !== null);
  const value = { mount: mount ?? DEFAULT_MOUNT, ...Object.fromEntries(given) };
  return checked(Inputs, { value, secrets: news.secrets }, "kubeconfig");
}

/** Where the kubeconfig of a cluster is kept below its mount (nautes-api: `kubernetes/<cluster>/default/admin`). */
export function pathOf(clusterName: string): string {
  return `kubernetes/${clusterName}/default/admin`;
}

/** The mount and cluster of an id; undefined: it is none. */
export function placeOf(id: string): { mount: string; clusterName: string } | undefined {
  const [, mount, clusterName] = /^(.+)\/kubernetes\/([^/]+)\/default\/admin$/.exec(id) ?? [];
  if (mount === undefined || clusterName === undefined) return undefined;
  return mountProblem(mount) === undefined ? { mount, clusterName } : undefined;
}

/** What checked inputs say. */
export function credentialOf(inputs: Decoded["value"]): Credential {
  const clusterName = textOf(inputs["clusterName"]);
  return {
    path: clusterName === undefined ? undefined : pathOf(clusterName),
    mount: textOf(inputs["mount"]) ?? DEFAULT_MOUNT,
    clusterName: clusterName ?? "",
    purpose: inputs["purpose"] === "pull" ? "pull" : "push",
    adopt: inputs["adopt"] === true,
    kubeconfig: reducedOf(inputs)?.text,
  };
}

/** The kubeconfig in the form in which it is kept; undefined while it is not known. */
export function reducedOf(inputs: Decoded["value"]): Reduced | undefined {
  const [kubeconfig, apiServer] = [textOf(inputs["kubeconfig"]), textOf(inputs["apiServer"])];
  if (kubeconfig === undefined || apiServer === undefined) return undefined;
  return reduceKubeconfig(kubeconfig, apiServer);
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== UNKNOWN ? value : undefined;
}
