import { isEnded } from '@firn/contract';
import type { Job } from '../record.js';
import { unreachable } from '../unreachable.js';

/** Where BullMQ has a step: `live` means that it will run, runs, or waits for its repetition. */
export type StepPlace = 'live' | 'missing';

/** What a record lacks to go on by itself. */
export type Repair =
  | { readonly kind: 'none' }
  /** A submit or finish step under the record's epoch. */
  | { readonly kind: 'submit' | 'finish'; readonly delayMs: number }
  /** Somebody to watch its query. */
  | { readonly kind: 'watch' };

/**
 * Compares a record with what carries it on.
 *
 * @param step where the step is that the record waits for or that has it
 * @param watched whether a living instance watches its query
 * @param now epoch milliseconds
 */
export function repairOf(
  job: Pick<Job, 'state' | 'nextAttemptAt'>,
  step: StepPlace,
  watched: boolean,
  now: number,
): Repair {
  if (isEnded(job.state)) return { kind: 'none' };
  const delayMs = Math.max(0, (job.nextAttemptAt ?? now) - now);
  switch (job.state) {
    case 'accepted':
    case 'queued':
    case 'retrying':
    case 'submitting':
      return step === 'live' ? { kind: 'none' } : { kind: 'submit', delayMs };
    case 'running':
      return watched || step === 'live' ? { kind: 'none' } : { kind: 'watch' };
    case 'storing':
      return step === 'live' ? { kind: 'none' } : { kind: 'finish', delayMs };
    case 'waiting':
    case 'needs_review':
      return { kind: 'none' };
    default:
      return unreachable(job.state);
  }
}
