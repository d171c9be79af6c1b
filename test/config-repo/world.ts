import type { ConfigRepo } from "../../provider/config-repo/config-repo";

/** A repository with a branch, as one kind of server keeps it. */
export interface World {
  /** The port, as one process of ours opens it. */
  open(): ConfigRepo;
  /** A commit on top of the branch by somebody who does not use the port; null deletes. Answers its id. */
  push(files: Readonly<Record<string, string | null>>, message?: string): string;
  stop(): Promise<void>;
}
