import { json, plain, Refusal } from "./answer";

/** So many requests in each window of so many seconds, which are aligned to the clock. */
export interface RateLimit {
  readonly limit: number;
  /** @default 60 */
  readonly periodSeconds?: number;
}

/** What is limited; nothing is by default, as on a server of one's own. */
export interface RateLimits {
  /** API requests of one user. */
  readonly api?: RateLimit;
  /** API requests of nobody, by address. */
  readonly unauthenticatedApi?: RateLimit;
  /** Git requests over HTTP of one user. */
  readonly git?: RateLimit;
  /** `GET /projects/:id` of one user; says nothing in headers. */
  readonly project?: RateLimit;
  /** `GET …/repository/files/:path` by project and path; says nothing in headers. */
  readonly file?: RateLimit;
}

type Headers = Readonly<Record<string, string>>;

/** Counts requests, as Rack::Attack does and as GitLab's own limiter does. */
export class RateCounter {
  readonly #limits: RateLimits;
  readonly #now: () => Date;
  readonly #counts = new Map<string, { readonly window: number; readonly count: number }>();

  constructor(limits: RateLimits, now: () => Date) {
    this.#limits = limits;
    this.#now = now;
  }

  /**
   * Counts a request of `who` in front of everything else; answers the headers that its answer gets.
   * @throws Refusal 429 in plain text
   */
  throttle(name: "api" | "unauthenticatedApi" | "git", who: string): Headers {
    const limit = this.#limits[name];
    if (limit === undefined) return {};
    const { count, reset } = this.#count(`${name} ${who}`, limit);
    const headers = {
      "RateLimit-Limit": String(limit.limit),
      "RateLimit-Name": throttleNames[name],
      "RateLimit-Observed": String(count),
      "RateLimit-Remaining": String(Math.max(limit.limit - count, 0)),
      "RateLimit-Reset": String(reset),
    };
    if (count <= limit.limit) return headers;
    throw new Refusal(
      plain(429, "Retry later\n", {
        ...headers,
        "RateLimit-ResetTime": new Date(reset * 1000).toUTCString(),
        "Retry-After": String(Math.max(reset - Math.floor(this.#now().getTime() / 1000), 1)),
      }),
    );
  }

  /** Counts within the application. @throws Refusal 429 in JSON */
  check(name: "project" | "file", scope: string): void {
    const limit = this.#limits[name];
    if (limit === undefined || this.#count(`${name} ${scope}`, limit).count <= limit.limit) return;
    throw new Refusal(json(429, { message: "429 Too Many Requests" }, { "Retry-After": "60" }));
  }

  #count(key: string, { periodSeconds = 60 }: RateLimit): { count: number; reset: number } {
    const window = Math.floor(this.#now().getTime() / 1000 / periodSeconds);
    const before = this.#counts.get(key);
    const count = before?.window === window ? before.count + 1 : 1;
    this.#counts.set(key, { window, count });
    return { count, reset: (window + 1) * periodSeconds };
  }
}

const throttleNames = {
  api: "throttle_authenticated_api",
  unauthenticatedApi: "throttle_unauthenticated_api",
  git: "throttle_authenticated_git_http",
};
