import { readFileSync } from "node:fs";
import type { Dispatcher } from "undici";
import { Agent, EnvHttpProxyAgent } from "undici";
import { NautesError } from "../errors";
import type { VaultSettings } from "./settings";

/** Credentials are small: what answers more than this is no Vault. */
const LONGEST_ANSWER = 4 * 1024 * 1024;

/** How requests reach a Vault: through HTTPS_PROXY unless NO_PROXY says otherwise, trusting its authority. @throws local-failure if the file of authorities cannot be read */
export function dispatcherFor({ caCertificate, caFile }: VaultSettings): Dispatcher {
  const ca = caCertificate ?? (caFile === undefined ? undefined : fileText(caFile));
  const tls = ca === undefined ? {} : { ca };
  const options = {
    connect: { ...tls, timeout: 10_000 },
    requestTls: tls,
    maxResponseSize: LONGEST_ANSWER,
  };
  // Undici announces on stderr that its proxy agent is new: only those hear it who need it.
  return ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].some(
    (name) => process.env[name],
  )
    ? new EnvHttpProxyAgent(options)
    : new Agent(options);
}

function fileText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new NautesError("local-failure", `The file ${path} of VAULT_CACERT cannot be read.`, {
      remedy: "Correct VAULT_CACERT, or give the text as nautes:vault.caCertificate.",
    });
  }
}
