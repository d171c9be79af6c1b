import { z } from "zod";
import { map } from "./values";

const HOUR_MS = 3_600_000;

/** Less than the shortest would give up what is at work, which is then done twice; more than an hour is a slip of units. */
function time(shortest: number, longest = HOUR_MS) {
  return z
    .int("must be a whole number of milliseconds")
    .min(shortest, `must not be less than ${shortest}`)
    .max(longest, `must not be more than ${longest}`)
    .optional();
}

/** Milliseconds for single steps; what an operation takes in all is its resource's `customTimeouts`. */
export const Timeouts = z.strictObject(
  {
    /** To reach a server by SSH. */
    connect: time(1_000),
    /** For one git command, or for one look or commit by GitLab's API. */
    operation: time(10_000),
    /** For one request to GitLab's API that reads. */
    read: time(1_000),
    /** For one request to GitLab's API that writes. */
    write: time(10_000),
    /** For one request to Vault. */
    vault: time(1_000),
    /** That a run waits for what another one may be about to take back; then the writer gives up (head-view). */
    settling: time(1_000, 60_000),
  },
  map,
);
