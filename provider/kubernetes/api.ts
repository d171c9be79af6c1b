import { isNautesError } from "../errors";
import type { Answer, Asked, Connection, Limits } from "./connection";
import { credentialProblem } from "./credential";
import type { ServedKind } from "./discovery";
import { groupPath, servedKinds } from "./discovery";
import type { Attempt, Refusal } from "./failures";
import { refusalFailure } from "./failures";
import type { ObjectType } from "./objects";
import { field } from "./objects";

/** How often a request is sent again that the server had no time for (429), which it then has not begun. */
const ATTEMPTS = 4;

const webhookKinds = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"] as const;

/** An API server's answers as JSON or as a failure, and which kinds it serves. */
export class Api {
  readonly #connection: Connection;
  /** A group's version → its kinds; kept while what is asked for is among them, for CRDs come and go. */
  readonly #groups = new Map<string, Promise<readonly ServedKind[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async text(asked: Asked, attempt: Attempt, limits: Limits): Promise<string> {
    const answer = await this.#patiently(asked, attempt, limits);
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw await this.#failure(answer, attempt, limits);
  }

  async json(asked: Asked, attempt: Attempt, limits: Limits): Promise<unknown> {
    return parsed(await this.text(asked, attempt, limits));
  }

  /** Undefined: not found. */
  async found(asked: Asked, attempt: Attempt, limits: Limits): Promise<unknown> {
    const answer = await this.#patiently(asked, attempt, limits);
    if (answer.status === 404) return undefined;
    if (answer.status >= 200 && answer.status < 300) return parsed(answer.body);
    throw await this.#failure(answer, attempt, limits);
  }

  /** How a kind is served, or undefined if it is not. */
  async find({ apiVersion, kind }: ObjectType, limits: Limits): Promise<ServedKind | undefined> {
    const known = await this.#groups.get(apiVersion)?.catch(() => undefined);
    return (
      known?.find((one) => one.kind === kind) ??
      (await this.#group(apiVersion, limits)).find((one) => one.kind === kind)
    );
  }

  async kinds(limits: Limits): Promise<readonly ServedKind[]> {
    const attempt = this.#attempt("list", "its API groups");
    const groups = await this.json({ method: "GET", path: "/apis" }, attempt, limits);
    const versions = ((field(groups, "groups") ?? []) as readonly unknown[]).map((group) =>
      String(field(field(group, "preferredVersion"), "groupVersion")),
    );
    const lists = await Promise.all(
      ["v1", ...versions].map((version) =>
        this.#group(version, limits).catch((error: unknown) => {
          if (isNautesError(error, "cancelled", "cluster-timeout")) throw error;
          return [];
        }),
      ),
    );
    return lists.flat();
  }

  #group(apiVersion: string, limits: Limits): Promise<readonly ServedKind[]> {
    const asked = { method: "GET", path: groupPath(apiVersion) } as const;
    const kinds = this.found(
      asked,
      this.#attempt("list", `the kinds of ${apiVersion}`),
      limits,
    ).then((list) => servedKinds(apiVersion, list ?? {}));
    this.#groups.set(apiVersion, kinds);
    return kinds;
  }

  async #patiently(asked: Asked, attempt: Attempt, limits: Limits): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      const answer = await this.#connection.ask(asked, attempt, limits);
      if (answer.status !== 429 || tried === ATTEMPTS) return answer;
      await new Promise((resolve) => setTimeout(resolve, tried * 500));
    }
  }

  async #failure(answer: Answer, attempt: Attempt, limits: Limits): Promise<Error> {
    const refusal = refusalOf(answer);
    const webhook = /failed calling webhook "([^"]+)"/.exec(refusal.message)?.[1];
    return refusalFailure(refusal, attempt, {
      credential:
        answer.status === 401 ? credentialProblem(this.#connection.access, Date.now()) : undefined,
      webhookConfiguration:
        webhook === undefined ? undefined : await this.#configurationOf(webhook, limits),
    });
  }

  async #configurationOf(webhook: string, limits: Limits): Promise<string | undefined> {
    for (const kind of webhookKinds) {
      const path = `/apis/admissionregistration.k8s.io/v1/${kind.toLowerCase()}s`;
      const attempt = this.#attempt("list", kind);
      const list = await this.#connection
        .ask({ method: "GET", path }, attempt, limits)
        .then(({ body }) => parsed(body))
        .catch(() => undefined);
      const items = (field(list, "items") ?? []) as readonly unknown[];
      const holder = items.find((item) =>
        ((field(item, "webhooks") ?? []) as readonly unknown[]).some(
          (one) => field(one, "name") === webhook,
        ),
      );
      if (holder !== undefined)
        return `${kind} ${String(field(field(holder, "metadata"), "name"))}`;
    }
    return undefined;
  }

  #attempt(verb: string, what: string): Attempt {
    return { verb, what, server: this.#connection.access.server };
  }
}

function refusalOf({ status, body }: Answer): Refusal {
  const said = parsed(body);
  const message = field(said, "message");
  const reason = field(said, "reason");
  const causes = (field(field(said, "details"), "causes") ?? []) as readonly unknown[];
  return {
    status,
    message: typeof message === "string" ? message : body,
    reason: typeof reason === "string" ? reason : "",
    causes: causes.map((cause) => String(field(cause, "reason"))),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
