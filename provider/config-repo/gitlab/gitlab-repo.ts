import { GitlabRefusal } from "../../gitlab/failures";
import type { OpenGitlab } from "../../gitlab/open-gitlab";
import type { ConfigRepo } from "../config-repo";
import { Settling } from "../settling";
import { trailersOf } from "../trailers";
import { filesBelow } from "../tree-entries";
import type { Said } from "../unsettled";
import { createAftermath } from "./aftermath";
import { makeCommit } from "./commit";
import type { Desk, Person } from "./desk";
import { newestFrom, saidBy } from "./newest";
import { placeFor, showHead, type Place } from "./place";
import { Texts } from "./texts";
import { Trees } from "./trees";

/** One branch of one project of a GitLab server. */
export interface GitlabRepoSettings {
  readonly gitlab: OpenGitlab;
  /** Full path of the project. */
  readonly project: string;
  readonly branch: string;
  /** @default the token's user */
  readonly author?: Person | undefined;
  /** Milliseconds for another run to take back what it did. @default {@link Settling}'s */
  readonly settlingMs?: number | undefined;
}

/** Milliseconds at least to finish what is under way, so long as one may have to wait for what others take back. */
const CALM_MS = 300_000;

/** A config repo on a GitLab server, by its API alone. What the server is asked is opened and closed by others. */
export function createGitlabRepo({ author, settlingMs, ...site }: GitlabRepoSettings): ConfigRepo {
  const trees = new Trees();
  const texts = new Texts(trees);
  const settling = new Settling({ waitMs: settlingMs });
  let newest: readonly Said[] = [];
  function deskFor(signal?: AbortSignal): Desk {
    function calm(): Place {
      return placeFor(site, undefined, CALM_MS);
    }
    return { place: placeFor(site, signal), calm, trees, texts, settling };
  }
  return {
    async head(signal) {
      const head = saidBy(await showHead(placeFor(site, signal)));
      // Where GitLab describes a branch it may leave the parents out.
      const { id, parents = [] } = head;
      if (newest[0]?.id !== id)
        newest = [parents.length > 0 ? head : { ...head, parents: undefined }];
      return id;
    },
    async isSettled(commit, signal) {
      const said = await newestFrom(placeFor(site, signal), commit, newest);
      if (newest[0]?.id === commit) newest = said;
      return settling.isSettled(said);
    },
    async tree(commit, folder, signal) {
      return filesBelow(await trees.entries(placeFor(site, signal), commit), folder);
    },
    read: async (paths, commit, signal) => texts.read(placeFor(site, signal), commit, paths),
    async lastChange(path, commit, signal) {
      const { client, project } = placeFor(site, signal);
      const options = { refName: commit, path, perPage: 1, maxPages: 1 };
      const [last] = await client.commits.all(project, options);
      if (last === undefined) return undefined;
      return {
        commit: last.id,
        author: `${last.author_name} <${last.author_email}>`,
        subject: last.title,
        trailers: trailersOf(last.message),
      };
    },
    async contains(commit, head, signal) {
      const { client, project } = placeFor(site, signal);
      try {
        return (await client.repositories.mergeBase(project, [commit, head])).id === commit;
      } catch (error) {
        // What GitLab says of a commit that it does not have.
        if (error instanceof GitlabRefusal && [400, 404].includes(error.status)) return false;
        throw error;
      }
    },
    async commit(changes, message, seen, signal, planAgain) {
      return makeCommit(deskFor(signal), changes, message, seen, { author, planAgain });
    },
    aftermath: createAftermath(deskFor, { author, warn: site.gitlab.warn }),
    close: () => Promise.resolve(),
  };
}
