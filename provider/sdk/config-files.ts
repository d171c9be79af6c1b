import * as pulumi from "@pulumi/pulumi";
import type { GivenEntries } from "../claims/given-entries";
import type { Guard, Json, SharedClaim } from "../claims/model";
import type { BlobId } from "../claims/request";
import { announce } from "./announce";

/** What a {@link ConfigFiles} is made of. */
export interface ConfigFilesArgs {
  /** The repository's path below the server. Default: the provider's. */
  readonly repository?: pulumi.Input<string> | undefined;
  /** Default: the provider's. */
  readonly branch?: pulumi.Input<string> | undefined;
  /** What the files are, for messages, e.g. `physical cluster pd`. */
  readonly subject: pulumi.Input<string>;
  /** Path → YAML document, or list of documents: whole files that this resource alone owns. */
  readonly documents?: Tree<Json> | undefined;
  /** Path → text: whole files that are not YAML. */
  readonly texts?: Tree<string> | undefined;
  /** Path → values that this resource owns in a list of a shared file. */
  readonly entries?: Tree<GivenEntries> | undefined;
  /** Path → a whole file that many resources need: created if absent, deleted with the last of them. */
  readonly shared?: Tree<SharedClaim> | undefined;
  /** There must be a document like this, else the files may not be written or not be deleted. */
  readonly requires?: Deep<readonly Guard[]> | undefined;
  /** There must be no document like this, other than in the files of this resource. */
  readonly forbids?: Deep<readonly Guard[]> | undefined;
  /** Take over existing files of other content or of another owner. Default: false. */
  readonly adopt?: pulumi.Input<boolean> | undefined;
  /** Write secret values into files in clear. Default: false; such a file is refused. */
  readonly allowSecretsInFiles?: pulumi.Input<boolean> | undefined;
}

/** A value of which any part may be an output; of free data the compiler checks nothing. */
export type Deep<T> = Json extends T
  ? unknown
  : pulumi.Input<T> | (T extends object ? { readonly [Key in keyof T]: Deep<T[Key]> } : never);

type Tree<T> = Deep<{ readonly [path: string]: T }>;

/** Files, and entries in shared files, of a config repo, written and taken away as one commit. */
export class ConfigFiles extends pulumi.CustomResource {
  static readonly token = "nautes:index:ConfigFiles";

  /** The commit after which all files were as asked. */
  declare readonly commit: pulumi.Output<string>;
  /** Path → blob id of those files that are not stored as this package renders them. */
  declare readonly seen: pulumi.Output<Record<string, BlobId>>;

  /** Looks up files that are registered already, by their id, `<repository>@<branch>:<first path>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): ConfigFiles {
    return new ConfigFiles(name, undefined, { ...opts, id });
  }

  constructor(
    name: string,
    args: ConfigFilesArgs | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    super(ConfigFiles.token, name, { ...args, commit: undefined, seen: undefined }, opts);
    if (opts.id === undefined) announce(this, ConfigFiles.token, opts.parent);
  }
}
