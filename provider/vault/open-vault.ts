import type { ApiOptions } from "./api";
import { VaultApi } from "./api";
import { Kv } from "./kv";
import type { VaultSettings } from "./settings";

/** A Vault with its connections. */
export interface OpenVault {
  readonly api: VaultApi;
  /** The secrets of the engine at a mount. */
  kv(mount: string): Kv;
  close(): Promise<void>;
}

/** Dials when first asked for something; `warn` is told once the environment's token takes the place of a refused one. */
export function openVault(
  settings: VaultSettings,
  warn: (message: string) => void,
  options: ApiOptions = {},
): OpenVault {
  const api = new VaultApi(settings, { ...options, warn });
  const engines = new Map<string, Kv>();
  return {
    api,
    kv(mount) {
      const engine = engines.get(mount) ?? new Kv(api, mount);
      engines.set(mount, engine);
      return engine;
    },
    close: () => api.close(),
  };
}
