import { NautesError, type ErrorCode } from "../../errors";
import type { GitAnswer } from "./git-process";
import { gitWords, serverWords, type Redact } from "./redact";

/** What a message about a failure names. */
export interface FailureSubject {
  readonly url: string;
  readonly branch: string;
  readonly redact: Redact;
  /** How the configuration calls the server. */
  readonly configuredAs: "git" | "gitlab";
}

/** Something in git's answer, and what it means. The first row that fits holds. */
export interface FailureRow {
  readonly when: RegExp;
  readonly code: ErrorCode;
  /** The branch, the URL and configuration keys are put in for `{branch}`, `{url}`, `{credential}` and `{authority}`. */
  readonly sentence: string;
  readonly remedy: string;
  /** To be looked for in what the server said; else in all. */
  readonly said?: "by-server";
}

const noRoom = /No space left on device|Out of diskspace|Disk quota exceeded/i;

/** The server says that it has no room. */
export const fullServer: FailureRow = {
  when: noRoom,
  said: "by-server",
  code: "repository-unavailable",
  sentence: "The disk of the server of {url} is full.",
  remedy: "Make room on the server, then run again.",
};

/** Failures of any command that talks to the server; by git's words in the C locale (git 2.34 to 2.51, OpenSSH, curl). */
const rows: readonly FailureRow[] = [
  {
    when: /certificate (?:has expired|is not yet valid)|certificate verification failed.*(?:expired|activated)/i,
    code: "local-failure",
    sentence: "The certificate of {url} is not valid at this machine's time.",
    remedy: "Check the clock of this machine first, then the dates of the server's certificate.",
  },
  {
    when: /SSL certificate problem|server certificate verification failed|certificate subject name|self[- ]signed certificate|error setting certificate (?:verify|file)/i,
    code: "repository-unavailable",
    sentence: "The certificate of {url} is not trusted.",
    remedy: "Set {authority} to the PEM text of the authority that signed it.",
  },
  {
    when: /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|No .*host key is known/i,
    code: "repository-unavailable",
    sentence: "The SSH host key of {url} is not known.",
    remedy:
      "Verify the server's key and put its line into `git.knownHosts`, or into your known_hosts file.",
  },
  {
    when: /not allowed to push|do(?:es)? not have write access|denied to |(?:requires|lack).*write (?:access|permission)|insufficient permission for adding|unable to create temporary object directory|service not enabled|read[- ]only/i,
    code: "permission-denied",
    sentence: "The credential has no right to push to {url}.",
    remedy: "Grant it the right to push to the branch {branch}, or use another credential.",
  },
  {
    when: /requested URL returned error: 403/,
    code: "permission-denied",
    sentence: "The server forbids what was asked of {url}.",
    remedy: "Grant the credential the right to read and push the repository, or use another.",
  },
  {
    when: /project you were looking for could not be found|Repository not found|repository '.*' (?:not found|does not exist)|does not appear to be a git repository|not a git repository|requested URL returned error: (?:404|410)/i,
    code: "repository-not-found",
    sentence: "There is no repository at {url}, or the credential may not see it.",
    remedy: "Check `repository` and the Git URL, and that the credential may read it.",
  },
  {
    when: /Authentication failed|could not read (?:Username|Password)|Permission denied \(|Too many authentication failures|requested URL returned error: 401|unable to read askpass|HTTP Basic: Access denied|invalid format|error in libcrypto/i,
    code: "credentials-refused",
    sentence: "The credential for {url} was refused, or there is none.",
    remedy: "Set {credential}.",
  },
  {
    when: /detected dubious ownership|unsafe repository/i,
    code: "repository-unsuitable",
    sentence: "Git refuses {url}, because the folder belongs to another user.",
    remedy: "Change its owner, or name it under `safe.directory` in your Git configuration.",
  },
  fullServer,
  {
    when: /couldn't write '.*\.lock'/,
    said: "by-server",
    code: "repository-unavailable",
    sentence: "The server of {url} cannot write; its disk seems to be full.",
    remedy: "Make room on the server, then run again.",
  },
  {
    when: noRoom,
    code: "local-failure",
    sentence: "The disk that holds the cache of {url} is full.",
    remedy: "Make room, or set another cache folder with XDG_CACHE_HOME.",
  },
  {
    when: /(?:could not create|cannot mkdir|unable to (?:create|write)|cannot (?:open|create)|error opening).*(?:Permission denied|Read-only file system)/i,
    code: "local-failure",
    sentence: "The cache of {url} cannot be written.",
    remedy:
      "Give this user the right to write it, or set another cache folder with XDG_CACHE_HOME.",
  },
];

const unavailable: Omit<FailureRow, "when"> = {
  code: "repository-unavailable",
  sentence: "The repository {url} cannot be used at the moment.",
  remedy: "See that the server is up and can be reached from here, then run again.",
};

/** The error that git's answer means; `special` rows are looked at before the common ones. */
export function failureOf(
  answer: GitAnswer,
  subject: FailureSubject,
  special: readonly FailureRow[] = [],
): NautesError {
  const server = serverWords(answer.stderr);
  const row = [...special, ...rows].find(({ when, said }) =>
    when.test(said === "by-server" ? server : answer.stderr),
  );
  return failure(row ?? unavailable, answer, subject);
}

function failure(
  { code, sentence, remedy }: Omit<FailureRow, "when">,
  answer: GitAnswer,
  subject: FailureSubject,
): NautesError {
  const words = serverWords(answer.stderr) || gitWords(answer.stderr);
  const why = answer.timedOut ? "It did not answer in time." : words;
  const said = why === "" ? "" : `\n${subject.redact(why)}`;
  const slow = answer.timedOut ? " If it is only slow, raise nautes:timeouts.operation." : "";
  return new NautesError(code, filled(sentence, subject) + said, {
    remedy: filled(remedy, subject) + slow,
    at: subject.redact(subject.url),
  });
}

const keys = {
  git: {
    credential:
      "`git.username` and `git.password` (a token), or for SSH `git.privateKey` without a passphrase",
    authority: "`git.caCertificate`",
  },
  gitlab: {
    credential:
      "`gitlab.token`, or GITLAB_TOKEN (with GITLAB_URL of the same server), to a token with the scope `write_repository` or `api`",
    authority: "`gitlab.caCertificate`",
  },
};

/** `text` with the branch, the URL and configuration keys put in. */
function filled(text: string, subject: FailureSubject): string {
  const { credential, authority } = keys[subject.configuredAs];
  return text
    .replaceAll("{credential}", credential)
    .replaceAll("{authority}", authority)
    .replaceAll("{branch}", subject.branch)
    .replaceAll("{url}", subject.redact(subject.url));
}

/** Whether git found its own objects or locks broken, other than the server's, or of another hash than the server's. */
export function isDamage(answer: GitAnswer, gitDir: string | undefined): boolean {
  if (gitDir !== undefined && answer.stderr.includes(`not a git repository: '${gitDir}'`)) {
    return true;
  }
  const own = answer.stderr
    .split("\n")
    .filter((line) => !line.startsWith("remote:"))
    .join("\n");
  return /object file .* is empty|loose object .* (?:is )?corrupt|object corrupt or missing|inflate: data stream error|unable to (?:unpack|parse) .*(?:header|object)|bad (?:tree )?object|packfile .* (?:is far too short|cannot be|does not match|claims)|index file .* (?:is too small|is corrupt)|unable to read tree|not a tree object|not a valid object|bad config|invalid sha1 pointer|your current branch appears to be broken|bad signature|bad shallow|shallow file|\.lock': File exists|did not send all necessary objects|cannot (?:lock|update) ref 'refs\/nautes|mismatched algorithms/i.test(
    own,
  );
}
