import type { Decoded } from "../codec";
import { isNautesError, NautesError } from "../errors";
import type { Session } from "../session";
import { firstServer, sameKubeconfig } from "../vault/kubeconfig";
import { credentialOf, pathOf, placeOf } from "./cluster-credential-inputs";
import type { Encodable, Operation, Standing } from "./resource";

/** Errors that leave open what Vault holds: a refresh then keeps the state as it is. */
const unknowable = [
  "vault-sealed",
  "vault-unavailable",
  "vault-permission-denied",
  "vault-not-found",
  "credentials-refused",
  "deadline-exceeded",
  "local-failure",
] as const;

type Found = Standing & { readonly inputs: Encodable };

/** The state as it is, or with what somebody else put there, so that it shows and the next update may overwrite it. */
export async function refresh(
  session: Session,
  call: Operation & { id: string },
  inputs: Decoded,
  outputs: Decoded,
): Promise<Found | undefined> {
  const unmoved = { id: call.id, inputs, outputs };
  if (outputs.value["stored"] !== true) return unmoved;
  const { mount, path, kubeconfig } = credentialOf(inputs.value);
  const secrets = session.secrets(mount);
  if (path === undefined || secrets === undefined) {
    session.log.warn(call.urn, "Drift unknown: no Vault is configured any more.");
    return unmoved;
  }
  try {
    const { data, version } = await (await secrets).read(path, session.bounds(call));
    if (data === undefined) return undefined;
    const kept = textOf(data["kubeconfig"]);
    if (kubeconfig !== undefined && sameKubeconfig(kept, kubeconfig)) return unmoved;
    const apiServer = firstServer(kept);
    return {
      id: call.id,
      inputs: {
        value: {
          ...inputs.value,
          kubeconfig: kept,
          ...(apiServer === undefined ? {} : { apiServer }),
        },
        secrets: [...inputs.secrets, ["kubeconfig"]],
      },
      outputs: { value: { ...outputs.value, version }, secrets: outputs.secrets },
    };
  } catch (error) {
    if (!isNautesError(error, ...unknowable)) throw error;
    session.log.warn(call.urn, `Drift unknown: ${error.message}`);
    return unmoved;
  }
}

/**
 * What is kept at an id, as inputs of a credential for push; for pull say so in the program.
 * @throws invalid-arguments, invalid-configuration, not-found, and what reading throws
 */
export async function importCredential(
  session: Session,
  call: Operation & { id: string },
): Promise<Found> {
  const place = placeOf(call.id);
  if (place === undefined) {
    throw new NautesError("invalid-arguments", "The import id is not that of a credential.", {
      remedy: "Give `<mount>/kubernetes/<cluster>/default/admin`.",
    });
  }
  const { mount, clusterName } = place;
  const secrets = session.secrets(mount);
  if (secrets === undefined) {
    throw new NautesError("invalid-configuration", "No Vault is configured to import from.", {
      remedy: "Set it: `pulumi config set --path nautes:vault.address …`, or VAULT_ADDR.",
      at: "vault.address",
    });
  }
  const { data, version } = await (await secrets).read(pathOf(clusterName), session.bounds(call));
  const kubeconfig = textOf(data?.["kubeconfig"]);
  const apiServer = firstServer(kubeconfig);
  if (apiServer === undefined) {
    throw new NautesError("not-found", `There is no kubeconfig at ${call.id} in Vault.`, {
      remedy: "Check the id and nautes:vault, or create the credential instead.",
    });
  }
  return {
    id: call.id,
    inputs: {
      value: { clusterName, apiServer, kubeconfig, mount, purpose: "push" },
      secrets: [["kubeconfig"]],
    },
    outputs: { value: { path: call.id, version, stored: true }, secrets: [] },
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
