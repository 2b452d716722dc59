import { JOB_STATUSES } from '@firn/snowpark/internal';
import { z } from 'zod';

/**
 * Where a job is. A cancel is no state but a wish beside it (`cancelling`), so that a crash cannot forget where the job was.
 *
 * `retrying` waits for its next attempt, `waiting` for a schedule or for other jobs, `needs_review` for a person: a write whose
 * outcome cannot be known.
 */
export const JobState = z.enum(JOB_STATUSES);
export type JobState = z.infer<typeof JobState>;

export const TERMINAL_STATES = ['succeeded', 'failed', 'cancelled', 'timed_out'] as const satisfies readonly JobState[];
export type TerminalState = (typeof TERMINAL_STATES)[number];

const terminal: ReadonlySet<JobState> = new Set(TERMINAL_STATES);

/** Ended for good. */
export const isEnded = (state: JobState): state is TerminalState => terminal.has(state);

/** Nothing changes by itself any more: ended, or waiting for a person. */
export const isSettled = (state: JobState): boolean => isEnded(state) || state === 'needs_review';

/** Why a running query is where it is, in Snowflake's terms. */
export const QueryPhase = z.enum(['queued', 'provisioning', 'blocked', 'running']);
export type QueryPhase = z.infer<typeof QueryPhase>;
