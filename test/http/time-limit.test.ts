import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { GitlabApi } from "../../provider/gitlab/api";
import { withTimeLimit } from "../../provider/http/time-limit";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;
let collecting: NodeJS.Timeout;
// Only optimized code forgets what it no longer needs.
beforeEach(() => {
  setFlagsFromString("--always-turbofan");
  collecting = setInterval(collectGarbage, 20);
});
afterEach(() => {
  clearInterval(collecting);
  setFlagsFromString("--no-always-turbofan");
});

/** Work that nothing but its signal ends, and that holds it no more than a socket does. */
function endless({ signal }: { signal: AbortSignal }): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

describe("a time limit", () => {
  const caller = new AbortController();

  test("ends work whose memory is tidied up meanwhile", async () => {
    await expect(withTimeLimit(200, caller.signal, endless)).rejects.toThrow("The time is over.");
  });

  test("ends work without a caller's signal", async () => {
    await expect(withTimeLimit(200, undefined, endless)).rejects.toThrow("The time is over.");
  });

  test("that is over before it began ends the work all the same", async () => {
    await expect(withTimeLimit(-5, undefined, endless)).rejects.toThrow("The time is over.");
  });

  test("lets the caller end the work earlier, and says which of the two it was", async () => {
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(new Error("enough")), 50);
    let over: AbortSignal | undefined;
    const work = withTimeLimit(60_000, cancel.signal, (limit) => {
      over = limit.over;
      return endless(limit);
    });
    await expect(work).rejects.toThrow("enough");
    expect(over?.aborted).toBe(false);
  });

  test("says nothing to work that is done in time", async () => {
    let over: AbortSignal | undefined;
    const done = await withTimeLimit(100, caller.signal, (limit) => {
      over = limit.over;
      return Promise.resolve("done");
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([done, over?.aborted]).toEqual(["done", false]);
  });

  test("ends a read of GitLab that nobody answers, in its time", async () => {
    const mute = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const { port } = mute.address() as AddressInfo;
    const api = new GitlabApi(
      {
        url: `http://127.0.0.1:${port}`,
        token: "token",
        fallbackToken: undefined,
        caCertificate: undefined,
        transport: "git",
      },
      { patience: { attempts: 1, baseMs: 1, capMs: 1 }, timeouts: { read: 300, write: 300 } },
    );
    const bounds = { signal: caller.signal, deadline: Date.now() + 20_000 };
    try {
      const read = api.ask({ method: "GET", endpoint: "user" }, bounds);
      await expect(read).rejects.toMatchObject({
        code: "repository-unavailable",
        message: expect.stringMatching(/no answer in time.*\n.*nautes:timeouts\.read/) as string,
      });
    } finally {
      await api.close();
      mute.close();
    }
  }, 10_000);
});
