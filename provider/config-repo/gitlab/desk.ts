import type { CommitAction } from "@gitbeaker/rest";
import type { FileChange } from "../../claims/request";
import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import type { Place } from "./place";
import type { Texts } from "./texts";
import type { Trees } from "./trees";

/** Who commits are by; undefined: the token's user. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Where commits are made, and what is remembered of the repository. */
export interface Desk {
  readonly place: Place;
  /** The same, for what must be finished whoever gives up. */
  readonly calm: Place;
  readonly trees: Trees;
  readonly texts: Texts;
}

/** A commit of ours, and the one that it came to lie on. */
export interface Made {
  readonly id: CommitId;
  readonly parent: CommitId | undefined;
}

/** What a commit of ours was to do. */
export interface Tried {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly seen: CommitId;
}

/** Asks for the commit, once. */
export async function post(
  { place: { client, project, branch } }: Desk,
  { message, actions, author }: Wanted,
): Promise<Made> {
  const by = author === undefined ? {} : { authorName: author.name, authorEmail: author.email };
  const { id, parent_ids: parents } = await client.commits.create(
    project,
    branch,
    message,
    actions,
    {
      ...by,
      stats: false,
    },
  );
  return { id, parent: parents?.[0] };
}

export interface Wanted {
  readonly message: string;
  readonly actions: CommitAction[];
  readonly author: Person | undefined;
}

export function staleRead({ api, project, branch }: Place): NautesError {
  const where = `${api.settings.url}/${project}`;
  return new NautesError(
    "stale-read",
    `The branch ${branch} of ${where} has moved since it was read.`,
  );
}
