/** What the server answers, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Thrown instead of returning an answer. */
export class Refusal extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super(`${answer.status} ${answer.body.toString()}`);
    this.answer = answer;
  }
}

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { "Content-Type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

export function plain(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { "Content-Type": "text/plain", ...headers }, body: Buffer.from(text) };
}

export const noContent: Answer = { status: 204, headers: {}, body: Buffer.alloc(0) };

/** `{"message": …}`, as most of GitLab's API refuses. */
export function refusal(status: number, message: unknown): Refusal {
  return new Refusal(json(status, { message }));
}

export function badRequest(message: unknown): Refusal {
  return refusal(400, message);
}

/** What a parameter lacks, as Grape says it. */
export function invalid(problem: string): Refusal {
  return new Refusal(json(400, { error: problem }));
}

export function unauthorized(): Refusal {
  return refusal(401, "401 Unauthorized");
}

export function forbidden(reason?: string): Refusal {
  return refusal(403, reason === undefined ? "403 Forbidden" : `403 Forbidden - ${reason}`);
}

export function notFound(what?: string): Refusal {
  return refusal(404, what === undefined ? "404 Not Found" : `404 ${what} Not Found`);
}
