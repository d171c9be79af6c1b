import type { Place, Who } from "./place";

/** One answer that GitLab is known to give. */
export interface Fact {
  readonly says: string;
  /** @default "owner" */
  readonly as?: Who;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly path: string | ((at: Place) => string);
  readonly body?: (at: Place) => unknown;
  readonly status: number;
  /** What the answer's body is like, or its `message`. */
  readonly answer?: (at: Place) => unknown;
  readonly message?: string | RegExp;
  /** Null: is not there. */
  readonly headers?: Readonly<Record<string, string | RegExp | null>>;
}

export const id = expect.stringMatching(/^[\da-f]{40}$/) as unknown;
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}/) as unknown;
export const number = expect.any(Number) as unknown;
export const string = expect.any(String) as unknown;

export const commitShape = {
  id,
  short_id: expect.stringMatching(/^[\da-f]{8}$/) as unknown,
  title: string,
  message: string,
  author_name: string,
  author_email: string,
  authored_date: time,
  committer_name: string,
  committer_email: string,
  committed_date: time,
  created_at: time,
  parent_ids: [id],
  web_url: string,
};
