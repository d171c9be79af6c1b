import type { CommitAction } from "@gitbeaker/rest";
import { windowTrailers } from "../../claims/origin";
import type { FileChange } from "../../claims/request";
import { NautesError } from "../../errors";
import type { CommitId } from "../config-repo";
import type { Settling } from "../settling";
import { withTrailer } from "../trailers";
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
  /** The same, with time of its own, for what must be finished whoever gives up. */
  readonly calm: () => Place;
  readonly trees: Trees;
  readonly texts: Texts;
  readonly settling: Settling;
}

/** A commit of ours, the one that it was to lie on, and the one that it came to lie on. */
export interface Made {
  readonly id: CommitId;
  readonly seen: CommitId;
  readonly parent: CommitId | undefined;
}

/** What a commit of ours was to do. */
export interface Tried {
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly seen: CommitId;
}

/** The message as it is sent. */
export function signed({ message, seen }: Pick<Wanted, "message" | "seen">): string {
  return withTrailer(message, windowTrailers.basedOn, seen);
}

/** Asks for the commit, once. */
export async function post(
  { place: { client, project, branch } }: Desk,
  { message, actions, author, seen }: Wanted,
): Promise<Made> {
  const by = author === undefined ? {} : { authorName: author.name, authorEmail: author.email };
  const { id, parent_ids: parents } = await client.commits.create(
    project,
    branch,
    signed({ message, seen }),
    actions,
    {
      ...by,
      stats: false,
    },
  );
  return { id, seen, parent: parents?.[0] };
}

export interface Wanted {
  readonly message: string;
  readonly actions: CommitAction[];
  readonly author: Person | undefined;
  /** What it is to lie on. */
  readonly seen: CommitId;
}

export function staleRead({ api, project, branch }: Place): NautesError {
  const where = `${api.settings.url}/${project}`;
  return new NautesError(
    "stale-read",
    `The branch ${branch} of ${where} has moved since it was read.`,
  );
}
