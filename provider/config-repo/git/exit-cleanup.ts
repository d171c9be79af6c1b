const cleanups = new Set<() => void>();
let installed = false;

/**
 * Has `cleanup` called when this process ends, also by a signal; answers how to take it back. It must not be
 * asynchronous. A signal still ends the process as it would have without us.
 */
export function onProcessEnd(cleanup: () => void): () => void {
  install();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

function install(): void {
  if (installed) return;
  installed = true;
  process.on("exit", runAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // First, and gone when the others run: libraries that end the process themselves (signal-exit, which
    // proper-lockfile loads) do so only if they are the last listener.
    process.prependOnceListener(signal, () => {
      runAll();
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

function runAll(): void {
  for (const cleanup of cleanups) {
    try {
      cleanup();
    } catch {
      // The others must have their turn.
    }
  }
  cleanups.clear();
}
