/**
 * What a task gives, where it does in time. Its signal fires otherwise, with the error: whoever is asked may end then, and what comes
 * later is nobody's.
 *
 * @throws what `late` makes, once the time is over
 */
export async function inTime<T>(
  timeoutMs: number,
  late: () => Error,
  task: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = late();
      reject(error);
      over.abort(error);
    }, timeoutMs);
  });
  const work = (async () => task(over.signal))();
  return Promise.race([work, ended]).finally(() => clearTimeout(timer));
}
