const cleanups = new Set<() => void>();
let installed = false;
let signalsEndUs = true;

/**
 * Has `cleanup` called when this process ends, also by a signal; answers how to take it back. It must not be
 * asynchronous. A signal still ends the process as it would have without us.
 */
export function onProcessEnd(cleanup: () => void): () => void {
  install();
  cleanups.add(cleanup);
  return () => void cleanups.delete(cleanup);
}

/** Says that this process has a handler for signals of its own, which lets what is under way end and then exits. */
export function leaveSignalsToProcess(): void {
  signalsEndUs = false;
}

function install(): void {
  if (installed) return;
  installed = true;
  process.on("exit", runAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // First, and gone when the others run: libraries that end the process themselves (signal-exit, which
    // proper-lockfile loads) do so only if they are the last listener.
    process.prependOnceListener(signal, () => {
      if (!signalsEndUs) return;
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
