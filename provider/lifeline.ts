/** How often the engine is looked for; a killed engine leaves its provider behind for no longer than this. */
const LOOK_MS = 500;

/** What is under way has this long to end: a little less than the engine waits before it kills (5 s). */
const GRACE_MS = 4_500;

/** Ends this process, gracefully, when it is asked to or when the engine that started it is gone. */
export function endWithParent(stop: () => Promise<void>): void {
  const parent = process.ppid;
  let ending = false;
  const watch = setInterval(() => {
    if (process.ppid !== parent || !isAlive(parent)) end();
  }, LOOK_MS);
  watch.unref();
  process.on("SIGINT", end);
  process.on("SIGTERM", end);
  process.on("SIGHUP", end);

  function end(): void {
    if (ending) return;
    ending = true;
    clearInterval(watch);
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    void stop().finally(() => process.exit(0));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
