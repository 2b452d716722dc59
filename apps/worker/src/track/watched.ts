import type { TrackedQuery } from '@firn/jobs';
import type { QueryPhase } from '@firn/snowflake';

/** A query as the tracker holds it. Times are of the monotonic clock, in milliseconds. */
export interface Watched {
  query: TrackedQuery;
  /** Taken over from a worker that died, and not looked at since: it may have been what the other one died of. */
  inherited: boolean;
  readonly since: number;
  nextLookAt: number;
  phase: QueryPhase | null;
  phaseSince: number;
  looking: boolean;
  /** Looks in a row that failed. */
  failures: number;
  /** Since when Snowflake says that it does not know the query. */
  unknownSince: number | null;
  cancelWanted: boolean;
  cancelSentAt: number | null;
  /** Since when its end is near: a cancel or its finish step is under way. */
  endingSince: number | null;
  /** Snowflake's history says that it has ended. */
  told: boolean;
  /** Its finish step was added; it stays until the record says so. */
  handedOver: boolean;
}

export const watched = (query: TrackedQuery, now: number, inherited: boolean): Watched => ({
  query: withHands(query, query.hands),
  inherited,
  since: wholeMs(now),
  nextLookAt: wholeMs(now),
  phase: 'running',
  phaseSince: wholeMs(now),
  looking: false,
  failures: 0,
  unknownSince: null,
  cancelWanted: false,
  cancelSentAt: null,
  endingSince: null,
  told: false,
  handedOver: false,
});

/** Tens of thousands are held: of one shape, and without a list of nobody, each takes four fifths of the memory. */
export const withHands = (
  { id, tenant, profile, queryId, epoch, writes, startedAt, deadlineAt }: TrackedQuery,
  hands: readonly string[] = [],
): TrackedQuery =>
  hands.length === 0
    ? { id, tenant, profile, queryId, epoch, writes, startedAt, deadlineAt }
    : { id, tenant, profile, queryId, epoch, writes, startedAt, deadlineAt, hands: [...hands] };

/** Never later than it was. Nothing here is told to less, and a whole number is held in its field instead of beside it. */
export const wholeMs = (ms: number): number => Math.floor(ms);
