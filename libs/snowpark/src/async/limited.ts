import { options, type ReadersOf } from '../arguments/options.js';
import { duration, SIGNAL } from '../arguments/scalars.js';
import type { WaitOptions } from '../execution/executor.js';

/** How it is read how long a caller waits. */
export const WAIT_OPTIONS = options({ signal: SIGNAL, timeoutMs: duration(0) } satisfies ReadersOf<WaitOptions>);

/** The signal and the time that a caller allows, as one signal; undefined where it allows for ever. */
export function limitOf({ signal, timeoutMs }: WaitOptions): AbortSignal | undefined {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

/** What `work` gives, or the signal's reason if that comes first; the work goes on. */
export async function withinLimit<T>(work: Promise<T>, limit: AbortSignal | undefined): Promise<T> {
  if (limit === undefined) return work;
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(limit.reason);
    if (limit.aborted) stop();
    else limit.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    limit.removeEventListener('abort', stop);
    work.catch(() => undefined); // told by the limit, or already told
  }
}
