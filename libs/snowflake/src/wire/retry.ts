import { setTimeout as sleep } from 'node:timers/promises';

export interface RetryPolicy {
  readonly attempts: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
}

/** A few seconds in all: the caller (a tracker, a finish step) has a patience of its own. */
export const READ_RETRY: RetryPolicy = { attempts: 5, firstPauseMs: 100, longestPauseMs: 2_000 };

/** Pause before try number `attempt` (from 1), between half and all of its doubling bound. */
export function pauseMs(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const bound = Math.min(policy.longestPauseMs, policy.firstPauseMs * 2 ** (attempt - 1));
  return Math.round(bound * (0.5 + random() / 2));
}

/** Waits before try number `attempt` (from 1). @throws the reason of `signal` */
export async function pause(policy: RetryPolicy, attempt: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(pauseMs(policy, attempt), undefined, signal && { signal });
  } catch (error) {
    signal?.throwIfAborted(); // an abort during the pause hides its reason
    throw error;
  }
}

/**
 * Runs `action` until it succeeds, fails for good, or the attempts are used up; then the last error is thrown.
 *
 * @throws the reason of a signal, once `action` has failed
 */
export async function withRetry<T>(
  policy: RetryPolicy,
  mayRetry: (error: unknown) => boolean,
  action: () => Promise<T>,
  ...given: readonly (AbortSignal | undefined)[]
): Promise<T> {
  const signals = given.filter((signal) => signal !== undefined);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      for (const signal of signals) signal.throwIfAborted();
      if (attempt >= policy.attempts || !mayRetry(error)) throw error;
      // Made here and not for every call: a signal that lives for long keeps what is made of it.
      await pause(policy, attempt, signals.length > 1 ? AbortSignal.any(signals) : signals[0]);
    }
  }
}

/** A status that may be another one the next time. */
export const isPassingStatus = (status: number | undefined): boolean =>
  status === undefined || status >= 500 || status === 408 || status === 429;
