import { z } from 'zod';
import { JobId } from './ids.js';
import { Problem } from './problem.js';
import { JobState, QueryPhase } from './state.js';
import { Timestamp } from './time.js';

/** What a job waits for. `turn`: its own, in its line. `worker`: it may start, and waits for one to take it. */
export const WAITS_FOR = [
  'turn',
  'cap',
  'rate',
  'breaker',
  'order',
  'equal_read',
  'retry',
  'handler',
  'worker',
  'snowflake',
  'result',
  'cancel',
  'review',
  'nothing',
] as const;

/** Why a job is where it is, as `GET /v1/jobs/{id}/explain` tells it. */
export const JobExplanation = z.object({
  id: JobId,
  state: JobState,
  waitsFor: z.enum(WAITS_FOR),
  /** The whole of it, for a person. */
  sentence: z.string(),
  /** Jobs of its line that go before it; null where it stands in none. */
  ahead: z.int().nonnegative().nullable(),
  /** What is full, how many hold a slot of it, and how many may. */
  cap: z.object({ name: z.string(), used: z.int().nonnegative(), most: z.int().nonnegative() }).nullable(),
  /** Why nothing is sent at the moment to the account, or to the warehouse. */
  breaker: z.object({ code: z.string(), detail: z.string(), since: Timestamp }).nullable(),
  /** When it is looked at again, where a time is known. */
  nextAt: Timestamp.nullable(),
  /** Of a job with the same order key: the one that goes first. */
  firstOfOrder: JobId.nullable(),
  /** Of a job with `singleFlight`: the equal read whose query it shares. */
  sharesWith: JobId.nullable().default(null),
  /** What Snowflake does with a running query. */
  phase: QueryPhase.nullable(),
  problem: Problem.nullable(),
});
export type JobExplanation = z.infer<typeof JobExplanation>;
