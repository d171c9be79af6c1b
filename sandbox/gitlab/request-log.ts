/** One request, without query, headers and body, so that no token is in it. */
export interface LoggedRequest {
  readonly method: string;
  /** `/projects/:id/repository/commits`, `/:project.git/git-receive-pack`; what no route fits is `/*`. */
  readonly route: string;
  readonly path: string;
  /** Undefined until it is answered, and when it never was. */
  readonly status: number | undefined;
  readonly user: string | undefined;
  /** Bytes of the body that came, and of the one that was answered. */
  readonly received: number;
  readonly sent: number;
}

/** What becomes known of a request while it is served. */
export type Outcome = Partial<Pick<LoggedRequest, "status" | "user" | "received" | "sent">>;

/** What was asked of the server, in order. */
export class RequestLog {
  readonly #requests: LoggedRequest[] = [];

  get all(): readonly LoggedRequest[] {
    return this.#requests;
  }

  /** How many there were, of a method and a route if given. */
  count(method?: string, route?: string | RegExp): number {
    return this.#requests.filter(
      (request) =>
        (method === undefined || request.method === method) &&
        (route === undefined ||
          (typeof route === "string" ? request.route === route : route.test(request.route))),
    ).length;
  }

  /** Bytes of all bodies, both ways. */
  get bytes(): number {
    return this.#requests.reduce((sum, { received, sent }) => sum + received + sent, 0);
  }

  clear(): void {
    this.#requests.length = 0;
  }

  /** Answers how to tell what became of it. */
  add(request: Pick<LoggedRequest, "method" | "route" | "path">): (outcome: Outcome) => void {
    const nothing = { status: undefined, user: undefined, received: 0, sent: 0 };
    let entry: LoggedRequest = { ...request, ...nothing };
    this.#requests.push(entry);
    return (outcome) => {
      const index = this.#requests.indexOf(entry);
      entry = { ...entry, ...outcome };
      if (index >= 0) this.#requests[index] = entry;
    };
  }
}
