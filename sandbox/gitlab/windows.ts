/**
 * Where somebody else can come in between while the commits API works: when the files have been checked but the head
 * has not been read yet (nobody notices), and when the head has been read but the branch not moved (the branch's move is
 * refused).
 */
export type Window = "checked" | "head-read";

/** Acts that are waiting for a window. */
export class Windows {
  readonly #waiting: { readonly window: Window; readonly act: () => Promise<void> }[] = [];

  /** Calls `act` once, in the next such window; answers what it answered. */
  during<Result>(window: Window, act: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        window,
        act: async () => {
          try {
            resolve(await act());
          } catch (reason) {
            reject(reason instanceof Error ? reason : new Error(String(reason)));
          }
        },
      });
    });
  }

  async pass(window: Window): Promise<void> {
    const index = this.#waiting.findIndex((waiting) => waiting.window === window);
    if (index >= 0) await this.#waiting.splice(index, 1)[0]?.act();
  }
}
