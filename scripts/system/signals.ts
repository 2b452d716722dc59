const PARENT_CHECK_MS = 500;

/**
 * Aborted when somebody wants this process to end: SIGINT, SIGTERM, or the end of its parent (npm killed alone does not
 * signal its script in every version).
 */
export function interrupted(): AbortSignal {
  const controller = new AbortController();
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) end('its parent ended');
  }, PARENT_CHECK_MS);
  watch.unref();
  const end = (why: string) => {
    clearInterval(watch);
    controller.abort(new Error(`Interrupted: ${why}.`));
  };
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  return controller.signal;
}

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    // The watch does not hold the process; waiting for it must.
    const hold = setInterval(() => undefined, 60_000);
    signal.addEventListener('abort', () => {
      clearInterval(hold);
      resolve();
    });
  });
