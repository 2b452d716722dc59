import { SnowflakeError } from '@firn/snowpark';

export interface Patience {
  /** What is waited for, for the message: `The submit`. */
  readonly what: string;
  /** Longest wait; absent for what may rightly take long. */
  readonly ms?: number;
  /** Each asked every second while no answer has come; one rejects once there is no sense in waiting. */
  readonly asks?: readonly (() => Promise<unknown>)[];
}

/** The driver's own code for an exchange that failed: the way is broken, and what was asked may yet arrive. */
const NO_ANSWER = '401001';
const ASK_EVERY_MS = 1_000;

/**
 * Waits for an answer of Snowflake, but not for as long as the driver does, which repeats a request for more than a minute: a
 * job should say what it waits for. The request itself cannot be called back, and may yet arrive.
 *
 * @throws SnowflakeError 401001 when the patience is over, or what one of `asks` was rejected with.
 */
export async function patiently<T>(work: Promise<T>, { what, ms, asks = [] }: Patience): Promise<T> {
  const timers = new Set<NodeJS.Timeout>();
  const later = (run: () => void, inMs: number) => timers.add(setTimeout(run, inMs));
  const impatience = new Promise<never>((_, reject) => {
    if (ms !== undefined) later(() => reject(noAnswer(what, ms)), ms);
    for (const once of asks) {
      const ask = () => void once().then(() => timers.size > 0 && later(ask, ASK_EVERY_MS), reject);
      later(ask, ASK_EVERY_MS);
    }
  });
  try {
    return await Promise.race([work, impatience]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    impatience.catch(() => undefined);
    work.catch(() => undefined); // nobody waits for it any more
  }
}

const noAnswer = (what: string, ms: number): SnowflakeError =>
  noExchange(`${what}: no answer of Snowflake within ${ms} ms.`);

/** Trouble that passes: whoever asked comes again. */
export const noExchange = (text: string): SnowflakeError =>
  new SnowflakeError({ code: NO_ANSWER, sqlState: null, queryId: null, text });
