/** The code of a request that was given up when its time was over. */
const NO_ANSWER = "no answer in time";

/** The code of a failure of the network, which is often wrapped; "": it has none. */
export function networkCode(error: unknown): string {
  const { code, cause, name } = (error ?? {}) as {
    code?: unknown;
    cause?: unknown;
    name?: unknown;
  };
  if (typeof code === "string") return code;
  if (cause !== undefined) return networkCode(cause);
  return name === "TimeoutError" ? NO_ANSWER : "";
}

/** How the remedy of such a failure goes on: with the settings of which one is too short, if time is what it lacked. */
export function ifSlow(code: string, settings: string): string {
  return code === NO_ANSWER ? `; if it is only slow, raise ${settings}` : "";
}

/** Whether the server's certificate is what failed. */
export function isUntrusted(code: string): boolean {
  return /CERT|TLS|SSL|SIGNATURE/.test(code);
}
