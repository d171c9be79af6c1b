import type { Claims, Guard } from "../claims/model";
import type { BlobId, ClaimRequest } from "../claims/request";
import type { Decoded } from "../codec";
import type { Settings } from "../config/settings";
import { NautesError } from "../errors";
import { claimsOf } from "./config-files-inputs";

/**
 * Errors that leave open what the repository holds: a refresh then keeps the state as it is. Servers say "not
 * found" of what the credential may not see.
 */
export const unknowable = [
  "repository-not-found",
  "credentials-refused",
  "repository-unavailable",
  "rate-limited",
  "deadline-exceeded",
  "local-failure",
] as const;

export type Inputs = Decoded["value"];

/** A resource as the state has it. */
export interface Before {
  readonly inputs: Inputs;
  readonly outputs: Inputs;
}

/** What the resource asks of its repository; `inputs` undefined: to give all up. */
export function claimRequest(
  settings: Settings,
  urn: string,
  inputs: Inputs | undefined,
  before: Before | undefined,
): ClaimRequest {
  return {
    owner: urn,
    stack: stackOf(urn),
    hold: inputs === undefined ? undefined : expanded(settings, inputs),
    held: before === undefined ? undefined : expanded(settings, before.inputs),
    seen: seenOf(before?.outputs),
    adopt: inputs?.["adopt"] === true,
  };
}

function expanded(settings: Settings, inputs: Inputs): Claims | undefined {
  const claims = claimsOf(inputs);
  if (claims === undefined) return undefined;
  const { repository } = place(settings, inputs);
  return {
    ...claims,
    requires: expandGuards(claims.requires, repository, settings),
    forbids: expandGuards(claims.forbids, repository, settings),
  };
}

function seenOf(outputs: Inputs | undefined): { readonly [path: string]: BlobId } {
  return (outputs?.["seen"] ?? {}) as { readonly [path: string]: BlobId };
}

/** `urn:pulumi:stack::project::…` → `project/stack`. */
function stackOf(urn: string): string {
  const [stack, project] = urn.replace("urn:pulumi:", "").split("::");
  return `${project ?? ""}/${stack ?? ""}`;
}

/** The repository and branch that the inputs name; inputs of older states may lack them. */
export function place(settings: Settings, inputs: Inputs): { repository: string; branch: string } {
  const repository = inputs["repository"] ?? settings.repository;
  const branch = inputs["branch"] ?? settings.branch;
  if (typeof repository !== "string" || typeof branch !== "string") {
    throw new NautesError(
      "invalid-configuration",
      "It is not known in which repository the files are.",
      {
        at: "repository",
        remedy: "Set `repository` on the resource, or `pulumi config set nautes:repository …`.",
      },
    );
  }
  return { repository, branch };
}

/** The first path in order of names: what a resource is known by. */
export function firstPath(claims: Claims): string {
  return pathsOf(claims).sort()[0] ?? "";
}

/** Every file that a resource has something in. */
export function pathsOf({ documents, texts, entries, shared }: Claims): string[] {
  return [documents, texts, entries, shared].flatMap(Object.keys);
}

/**
 * Guards with the provider's names put in: `$default` is its own repository, `$products` each of its
 * productRepositories; the resource's own repository is left out.
 */
function expandGuards(
  guards: readonly Guard[],
  own: string,
  known: Pick<Settings, "repository" | "productRepositories">,
): Guard[] {
  return guards.flatMap(({ repository, ...guard }): Guard[] => {
    const names =
      repository === "$products"
        ? known.productRepositories
        : repository === "$default"
          ? [known.repository ?? own]
          : [repository ?? own];
    return names.map((name) => (name === own ? guard : { ...guard, repository: name }));
  });
}
