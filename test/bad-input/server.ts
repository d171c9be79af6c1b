import type { StackConfig } from "../support/pulumi-project";

/** Where a row plays: a folder of repositories, and servers in front of it. */
export interface Scenery {
  readonly folder: string;
  readonly http: string;
  /** Signed by an authority that is given, or not trusted. */
  readonly https: string;
  readonly authority: string;
  /** Its certificate begins to be valid next year. */
  readonly httpsOfNextYear: string;
  readonly authorityOfNextYear: string;
  /** A file, which cannot be a folder. */
  readonly file: string;
  /** What the server does with a push, as a shell script. */
  hook(script: string): void;
  /** The next request is answered 503. */
  unavailable(): void;
}

/** A condition of the server, how it is brought about, when it can be seen, what is named and said. */
export interface ServerRow {
  readonly what: string;
  readonly when: "preview" | "up";
  /** Stack configuration besides the repository. */
  readonly config: (scenery: Scenery) => StackConfig;
  readonly place: string;
  readonly says: RegExp;
}

const writer = { username: "writer", password: "canary-writer" };
const reader = { username: "reader", password: "canary-reader" };
export const users = {
  writer: { password: writer.password },
  reader: { password: reader.password, push: false },
};

function folder({ folder: url }: Scenery): StackConfig {
  return { "nautes:git": { url } };
}

function served(url: string, more: object = writer): StackConfig {
  return { "nautes:repository": "nautes/tenant.git", "nautes:git": { url, ...more } };
}

function refusing(words: string): ServerRow["config"] {
  return (scenery) => {
    scenery.hook(`echo '${words}' >&2; exit 1`);
    return served(scenery.http);
  };
}

export const servers: readonly ServerRow[] = [
  {
    what: "no such repository in the folder",
    when: "preview",
    config: (scenery) => ({ ...folder(scenery), "nautes:repository": "nautes/none" }),
    place: "nautes/none",
    says: /git init --bare/,
  },
  {
    what: "no such repository on the server",
    when: "preview",
    config: ({ http }) => ({ ...served(http), "nautes:repository": "nautes/none.git" }),
    place: "nautes/none.git",
    says: /Check `repository`/,
  },
  {
    what: "no such branch",
    when: "preview",
    config: (scenery) => ({ ...folder(scenery), "nautes:branch": "missing" }),
    place: "missing",
    says: /main/,
  },
  {
    what: "an empty repository",
    when: "preview",
    config: (scenery) => ({ ...folder(scenery), "nautes:repository": "nautes/empty" }),
    place: "nautes/empty",
    says: /first commit on the branch main/,
  },
  {
    what: "a working copy, not a bare repository",
    when: "preview",
    config: (scenery) => ({ ...folder(scenery), "nautes:repository": "nautes/copy" }),
    place: "nautes/copy",
    says: /git clone --bare/,
  },
  {
    what: "a password that is refused",
    when: "preview",
    config: ({ http }) => served(http, { username: "writer", password: "canary-old" }),
    place: "nautes/tenant.git",
    says: /credential .* was refused.*\n[^]*git\.password/,
  },
  {
    what: "no credential at all",
    when: "preview",
    config: ({ http }) => served(http, {}),
    place: "nautes/tenant.git",
    says: /git\.password/,
  },
  {
    what: "a certificate of an unknown authority",
    when: "preview",
    config: ({ https }) => served(https),
    place: "nautes/tenant.git",
    says: /not trusted[^]*git\.caCertificate/,
  },
  {
    what: "a clock that is wrong: the certificate is not valid yet",
    when: "preview",
    config: ({ httpsOfNextYear, authorityOfNextYear }) =>
      served(httpsOfNextYear, { ...writer, caCertificate: authorityOfNextYear }),
    place: "nautes/tenant.git",
    says: /Check the clock of this machine/,
  },
  {
    what: "a server that is not there",
    when: "preview",
    config: () => ({ ...served("http://127.0.0.1:9"), "nautes:batch": { attempts: 1 } }),
    place: "127.0.0.1:9",
    says: /server is up/,
  },
  {
    what: "a server that is overloaded",
    when: "preview",
    config: (scenery) => {
      scenery.unavailable();
      return { ...served(scenery.http), "nautes:batch": { attempts: 1 } };
    },
    place: "nautes/tenant.git",
    says: /503/,
  },
  {
    what: "a cache folder that cannot be made",
    when: "preview",
    config: (scenery) => ({ ...folder(scenery), "nautes:cacheDirectory": `${scenery.file}/cache` }),
    place: "/cache",
    says: /cache/,
  },
  {
    what: "a credential that may read, but not push",
    when: "up",
    config: ({ http }) => served(http, reader),
    place: "nautes/tenant.git",
    says: /right to push/,
  },
  {
    what: "a hook that refuses",
    when: "up",
    config: refusing("Author is not a member of the team"),
    place: "nautes/tenant.git",
    says: /Author is not a member of the team[^]*hook or push rule/,
  },
  {
    what: "a protected branch",
    when: "up",
    config: refusing("GitLab: You are not allowed to push code to protected branches."),
    place: "branch main",
    says: /protected branches[^]*Allow this user/,
  },
  {
    what: "a project that grants no push",
    when: "up",
    config: refusing("You are not allowed to push code to this project."),
    place: "nautes/tenant.git",
    says: /right to push/,
  },
  {
    what: "a full disk of the server",
    when: "up",
    // What git itself prints when write(2) answers ENOSPC.
    config: (scenery) => ({
      ...refusing("fatal: write error: No space left on device")(scenery),
      "nautes:batch": { attempts: 1 },
    }),
    place: "nautes/tenant.git",
    says: /disk of the server[^]*Make room/,
  },
  {
    what: "a signing key that is none",
    when: "up",
    config: (scenery) => ({
      ...folder(scenery),
      "nautes:commit": { signingKey: `${scenery.file}-none` },
    }),
    place: "commit.signingKey",
    says: /signingKey/,
  },
];
