import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Settings } from "../../provider/config/settings";
import { NautesError } from "../../provider/errors";
import type { OpenGitlab } from "../../provider/gitlab/open-gitlab";
import { openGitlab } from "../../provider/gitlab/open-gitlab";
import type { Bounds } from "../../provider/http/retry";
import type { Check } from "./check";
import { checksOf } from "./check";
import { chartChecks, clusterChecks } from "./cluster";
import { configured } from "./configuration";
import { gitCheck } from "./git";
import { gitlabChecks } from "./gitlab";
import type { DoctorOptions } from "./options";
import { repositoryChecks } from "./repository";
import { vaultChecks } from "./vault";

/** Looks at all that a run needs; `progress` is told what is looked at. */
export async function examine(
  options: DoctorOptions,
  progress: (what: string) => void,
): Promise<Check[]> {
  progress("Reading the configuration");
  const { checks, settings, stack } = await configured(options);
  const found = [...checks];
  if (settings !== undefined) {
    progress("Asking the Git server");
    const git = await gitCheck(settings);
    found.push(git);
    if (git.status !== "failed") found.push(...(await ofRepositories(settings, stack, options)));
    if (settings.vault !== undefined) {
      progress("Asking Vault");
      found.push(
        ...(await bounded(options, (bounds) =>
          vaultChecks(vaultOf(settings), settings.timeouts.vault, bounds),
        )),
      );
    }
  }
  for (const kubeconfig of options.kubeconfigs) {
    progress(`Asking the cluster of ${kubeconfig.file}`);
    const asked = bounded(options, ({ signal }) => clusterChecks(kubeconfig, options, signal));
    found.push(...(await asked));
  }
  found.push(...(await bounded(options, ({ signal }) => chartChecks(options, signal))));
  return found;
}

function vaultOf({ vault }: Settings) {
  if (vault === undefined) throw new Error("no Vault is configured");
  return vault;
}

async function ofRepositories(
  settings: Settings,
  stack: string | undefined,
  options: DoctorOptions,
): Promise<Check[]> {
  const { repository, productRepositories } = settings;
  const main = repository === undefined ? [] : [repository];
  // The provider's own cache is left alone: what is there tells nothing, and a run may be using it.
  const folder = mkdtempSync(join(tmpdir(), "nautes-doctor-"));
  function clean(): void {
    rmSync(folder, { recursive: true, force: true });
  }
  process.once("exit", clean);
  const warnings: Check[] = [];
  let gitlab: OpenGitlab | undefined;
  try {
    if (settings.gitlab !== undefined)
      gitlab = openGitlab(
        settings.gitlab,
        (message) => {
          warnings.push(checksOf("").warning("gitlab-token-fallback", message));
        },
        { timeouts: settings.timeouts },
      );
    const found: Check[] = [];
    for (const one of new Set([...main, ...productRepositories])) {
      const place = { settings: { ...settings, cacheDirectory: folder }, stack, gitlab };
      found.push(...(await bounded(options, (bounds) => ofRepository(one, place, bounds))));
    }
    return [...found, ...warnings];
  } finally {
    await gitlab?.close();
    process.off("exit", clean);
    clean();
  }
}

async function ofRepository(
  repository: string,
  place: { settings: Settings; stack: string | undefined; gitlab: OpenGitlab | undefined },
  bounds: Bounds,
): Promise<Check[]> {
  const { settings, stack, gitlab: open } = place;
  const api = open === undefined ? undefined : Promise.resolve(open);
  const access = { settings, gitlab: () => api, signal: bounds.signal };
  const found = await repositoryChecks(access, repository);
  const { gitlab } = settings;
  const isReached = found.some(({ id, status }) => id === "server" && status === "ok");
  if (gitlab === undefined || open === undefined || !isReached) return found;
  const more = { settings: { ...settings, gitlab }, open, repository, stack, bounds };
  return [...found, ...(await gitlabChecks(more))];
}

/** Gives each server its own time. */
async function bounded(
  { timeout }: DoctorOptions,
  work: (bounds: Bounds) => Promise<Check[]>,
): Promise<Check[]> {
  const controller = new AbortController();
  const timer = setTimeout(() => {
    controller.abort(
      new NautesError("deadline-exceeded", "It did not answer in time.", {
        remedy: "See that it is up and can be reached from here, or give more --timeout.",
      }),
    );
  }, timeout);
  try {
    return await work({ signal: controller.signal, deadline: Date.now() + timeout });
  } finally {
    clearTimeout(timer);
  }
}
