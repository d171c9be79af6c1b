import type { Claims } from "../../provider/claims/model";
import type { FileChange } from "../../provider/claims/request";
import type { Kind, Place } from "../server";

/** What is to stand in the config repo. */
export interface Job {
  /** Physical deployment clusters by their names. */
  readonly clusters: ReadonlyMap<string, Cluster>;
  /** The same as files, for writers that know only these. */
  readonly files: readonly FileChange[];
}

interface Cluster {
  readonly apiServer: string;
  readonly claims: Claims;
}

/** Where a writer works. */
export interface Site {
  readonly server: Place;
  /** Its own, empty. */
  readonly folder: string;
}

/** One way of getting files into a config repo. */
export interface Writer {
  readonly name: string;
  readonly server: Kind;
  /** More clusters are not worth waiting for. */
  readonly upTo: number;
  /** Whether what it writes is, byte for byte, what we do. */
  readonly same: boolean;
  write(site: Site, job: Job): Promise<void>;
}
