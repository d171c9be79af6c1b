import { UNKNOWN } from "../claims/model";
import type { Decoded } from "../codec";
import { NautesError } from "../errors";
import type { Session } from "../session";
import { sameKubeconfig } from "../vault/kubeconfig";
import type { Kv, Secret } from "../vault/kv";
import { check } from "./cluster-credential-check";
import type { Credential } from "./cluster-credential-inputs";
import { credentialOf, reducedOf } from "./cluster-credential-inputs";
import { importCredential, refresh } from "./cluster-credential-read";
import type { DiffResult, Operation, PropertyChange, Resource, Standing } from "./resource";

/** The resource ClusterCredential: a cluster's kubeconfig, kept in Vault where Nautes' operators look for it. */
export function clusterCredential(session: Session): Resource {
  return {
    drifts: true,
    check: (urn, olds, news) => check(session, urn, olds, news),
    diff: (_, olds, news, oldOutputs) => diff(session, olds, news, oldOutputs),
    create: (call) => keep(session, call, call.inputs, call.preview, undefined),
    update: (call) =>
      keep(session, call, call.inputs, call.preview, {
        inputs: call.olds,
        outputs: call.oldOutputs,
      }),
    read: (call) =>
      call.inputs === undefined
        ? importCredential(session, call)
        : refresh(session, call, call.inputs, call.outputs),
    delete: (call) => remove(session, call, { inputs: call.olds, outputs: call.oldOutputs }),
  };
}

/** A credential as the state has it. */
interface Before {
  readonly inputs: Decoded;
  readonly outputs: Decoded;
}

function diff(session: Session, olds: Decoded, news: Decoded, outputs: Decoded): DiffResult {
  const replaces = ["clusterName", "mount"].filter((key) => olds.value[key] !== news.value[key]);
  const changed = ["apiServer", "kubeconfig"].filter((key) => olds.value[key] !== news.value[key]);
  const [before, after] = [reducedOf(olds.value)?.text, reducedOf(news.value)?.text];
  const sameKept = before !== undefined && after !== undefined && sameKubeconfig(before, after);
  const late = outputs.value["stored"] === false && session.settings.vault !== undefined;
  const updates = late && changed.length === 0 ? ["kubeconfig"] : sameKept && !late ? [] : changed;
  const changes = [...replaces, ...updates].map((path): PropertyChange => ({
    path,
    kind: "update",
  }));
  return { changes, replaces };
}

async function keep(
  session: Session,
  call: Operation,
  inputs: Decoded,
  preview: boolean,
  before: Before | undefined,
): Promise<Standing> {
  const wanted = credentialOf(inputs.value);
  const { mount, path, kubeconfig } = wanted;
  if (path === undefined) return standing(UNKNOWN, UNKNOWN, session.settings.vault !== undefined);
  const id = `${mount}/${path}`;
  const secrets = session.secrets(mount);
  if (secrets === undefined) return unkept(session, call, wanted, id, before);
  const kv = await secrets;
  const bounds = session.bounds(call);
  const found = await kv.read(path, bounds);
  if (kubeconfig === undefined) {
    if (preview) return standing(id, UNKNOWN, true);
    throw new NautesError("invalid-arguments", "The kubeconfig cannot be kept as it is.", {
      remedy: "Run `pulumi preview`: it says what is wrong with it.",
      at: "kubeconfig",
    });
  }
  if (holds(found, kubeconfig)) return standing(id, found.version, true);
  if (!wanted.adopt && !isOurs(found, before)) throw conflict(wanted, id, found, before);
  if (preview) return standing(id, UNKNOWN, true);
  return standing(id, await kv.write(path, { kubeconfig }, found.version, bounds), true);
}

/** Without a Vault nothing is written; Nautes' operators, if they are to come, have to find it all the same. */
function unkept(
  session: Session,
  call: Operation,
  wanted: Credential,
  id: string,
  before: Before | undefined,
): Standing {
  if (before?.outputs.value["stored"] === true) throw noVault(id);
  if (wanted.purpose === "pull") {
    session.log.warn(
      call.urn,
      `The kubeconfig of cluster ${wanted.clusterName} is kept nowhere, because no Vault is configured: Nautes' ` +
        `operators will look for it at ${id}, key \`kubeconfig\`. ` +
        "Put it there, or `pulumi config set --path nautes:vault.address …`.",
    );
  }
  return standing(id, 0, false);
}

async function remove(session: Session, call: Operation, before: Before): Promise<void> {
  if (before.outputs.value["stored"] !== true) return;
  const { mount, path } = credentialOf(before.inputs.value);
  const secrets = session.secrets(mount);
  if (secrets === undefined) throw noVault(`${mount}/${path}`);
  if (path === undefined) return;
  const kv = await secrets;
  const bounds = session.bounds(call);
  const found = await kv.read(path, bounds);
  if (found.version === 0) return;
  const emptied = found.data === undefined;
  if (!isOurs(found, before) || (emptied && found.version !== before.outputs.value["version"])) {
    if (!emptied) session.log.warn(call.urn, leftBehind(kv, path, found));
    return;
  }
  const { historyLeft } = await kv.remove(path, found.version, bounds);
  if (!historyLeft) return;
  session.log.warn(
    call.urn,
    `Older versions of ${mount}/${path} are left in Vault, because the token may not delete ` +
      `${mount}/metadata/${path}. Delete them with a token that may.`,
  );
}

/** Whether nobody else has a say in what is there: it is as we left it, or gone. */
function isOurs(found: Secret, before: Before | undefined): boolean {
  if (found.data === undefined) return true;
  if (before === undefined || before.outputs.value["stored"] !== true) return false;
  const old = credentialOf(before.inputs.value).kubeconfig;
  const same = old !== undefined && holds(found, old);
  return same || found.version === before.outputs.value["version"];
}

/** Whether a secret is this kubeconfig, however it is written, and nothing besides. */
function holds({ data }: Secret, kubeconfig: string): boolean {
  if (data === undefined || Object.keys(data).join() !== "kubeconfig") return false;
  const kept = data["kubeconfig"];
  return typeof kept === "string" && sameKubeconfig(kept, kubeconfig);
}

function standing(id: string, version: number | string, stored: boolean): Standing {
  return { id, outputs: { value: { path: id, version, stored }, secrets: [] } };
}

function leftBehind({ mount }: Kv, path: string, { version }: Secret): string {
  return (
    `${mount}/${path} stays in Vault: somebody else changed it, it is at version ${version} now. ` +
    "Delete it there if nobody needs it."
  );
}

function conflict(
  { clusterName }: Credential,
  id: string,
  { version }: Secret,
  before: Before | undefined,
): NautesError {
  const sentence =
    before?.outputs.value["stored"] === true
      ? `Somebody else changed the kubeconfig of cluster ${clusterName} at ${id} in Vault: it is at version ${version} now.`
      : `Somebody else keeps another kubeconfig for cluster ${clusterName} at ${id} in Vault (version ${version}).`;
  return new NautesError("vault-conflict", sentence, {
    remedy:
      "Look who wrote it. Then take it over with `adopt: true`, run `pulumi refresh` or import it as " +
      `nautes:index:ClusterCredential with the id "${id}", or choose another clusterName.`,
  });
}

function noVault(id: string): NautesError {
  return new NautesError(
    "invalid-configuration",
    `The kubeconfig is kept at ${id}, but no Vault is configured any more.`,
    {
      remedy: "Set it again: `pulumi config set --path nautes:vault.address …`, or VAULT_ADDR.",
      at: "vault.address",
    },
  );
}
