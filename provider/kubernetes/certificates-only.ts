import { stringify } from "yaml";
import { NautesError } from "../errors";
import { current, parsed } from "./kubeconfig";

/** A kubeconfig that somebody else has written where others may write, too. */
export interface Found {
  readonly kubeconfig: string;
  /** Where, for messages: `Secret vd/vc-vd`. */
  readonly place: string;
  /** The only server that is to be asked with it. */
  readonly server: string;
  /** Default: its current one. */
  readonly context?: string | undefined;
}

const ofCluster = ["certificate-authority-data"];
const ofUser = ["client-certificate-data", "client-key-data", "token"];

/** Says nothing of how a cluster is reached, trusted or signed in to. */
const idle = ["server", "extensions"];

/** What a kubeconfig may hold besides; a key that is none of these is not quoted, as it may be anything. */
const keys = [
  ...["certificate-authority", "disable-compression", "insecure-skip-tls-verify", "proxy-url"],
  ...["tls-server-name", "as", "as-groups", "as-uid", "as-user-extra", "auth-provider"],
  ...["client-certificate", "client-key", "exec", "password", "tokenFile", "username"],
];

/**
 * A kubeconfig made anew of the certificates, key and token of a foreign one, which cannot make us run a command, read
 * a file, trust anybody or ask another server. @throws kubeconfig-unusable when it holds more than that
 */
export function certificatesOnly({ kubeconfig, place, server, context }: Found): string {
  const config = parsed(kubeconfig);
  const chosen = current(
    context === undefined ? config : { ...config, "current-context": context },
  );
  const [cluster, user] = [taken(chosen.cluster, ofCluster), taken(chosen.user, ofUser)];
  const refused = [
    ...cluster.refused.map((key) => `${key} of its cluster`),
    ...user.refused.map((key) => `${key} of its user`),
  ];
  if (refused.length > 0) throw untrusted(place, refused);
  const name = context ?? textOf(config["current-context"]);
  const made = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, ...cluster.kept } }],
    users: [{ name, user: user.kept }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  return stringify(made, { lineWidth: 0 });
}

interface Taken {
  readonly kept: Readonly<Record<string, string>>;
  readonly refused: readonly string[];
}

function taken(part: unknown, wanted: readonly string[]): Taken {
  const fields = Object.entries((part ?? {}) as Readonly<Record<string, unknown>>).filter(
    ([key, value]) => !idle.includes(key) && ![undefined, null, "", false].includes(value as null),
  );
  const kept = fields.filter(
    (field): field is [string, string] => wanted.includes(field[0]) && typeof field[1] === "string",
  );
  const refused = fields
    .map(([key]) => key)
    .filter((key) => !kept.some(([name]) => name === key))
    .map((key) => ([...keys, ...wanted].includes(key) ? `\`${key}\`` : "another field"));
  return { kept: Object.fromEntries(kept), refused: [...new Set(refused)] };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "default";
}

function untrusted(place: string, refused: readonly string[]): NautesError {
  return new NautesError(
    "kubeconfig-unusable",
    `The kubeconfig in ${place} has more than certificates, a key and a token: ${refused.join(", ")}.`,
    {
      remedy:
        "Nothing else is taken from there, because whoever may write it could have us run commands or trust anybody. " +
        "vcluster does not write that unless its values say so: find out who did, delete the Secret, and restart the " +
        "virtual cluster's pod, which writes it anew; then run again.",
    },
  );
}
