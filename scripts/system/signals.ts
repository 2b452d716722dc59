const PARENT_CHECK_MS = 500;

/**
 * Resolves when somebody wants this process to end: SIGINT, SIGTERM, or the end of its parent (npm killed alone gives
 * its script no signal in every version).
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) end();
    }, PARENT_CHECK_MS);
    const end = () => {
      clearInterval(watch);
      resolve();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
}
