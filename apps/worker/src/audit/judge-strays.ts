import { isEnded } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { HistoryEntry } from '@firn/snowflake';
import { bestOf, isAborted, isRunning } from '../submit/find-submitted.js';
import type { QueryTag } from '../submit/query-tag.js';
import { rootStatements, type TaggedEntry } from '../submit/root-statements.js';

/** What is to be done about the statements of one job. */
export interface Verdict {
  /** Run for nobody: to be cancelled. */
  readonly cancel: readonly TaggedEntry[];
  /** A write whose record is gone: it becomes one again. */
  readonly adopt: TaggedEntry | null;
  /** A write that has happened though its job ended otherwise: nothing can be done but tell. */
  readonly late: readonly TaggedEntry[];
}

const NOTHING: Verdict = { cancel: [], adopt: null, late: [] };

/**
 * Compares the statements of one job with its record. Pure.
 *
 * @param record null where there is none
 * @param heldBy what runs for another job, which goes on with it
 * @param lostSince epoch milliseconds: what ended before has been forgotten rightly
 */
export function judgeStrays(
  all: readonly TaggedEntry[],
  record: Job | null,
  lostSince: number,
  heldBy: Job | null = null,
): Verdict {
  const entries = rootStatements(all);
  const isHeld = ({ queryId }: HistoryEntry) => heldBy !== null && !isEnded(heldBy.state) && heldBy.queryId === queryId;
  const running = entries.filter(({ entry }) => isRunning(entry) && !isHeld(entry));
  if (record === null) return judgeLost(entries, running, lostSince);
  if (!isEnded(record.state)) {
    // What has no query ID yet is looked for by whoever takes the job over; a review waits for a person.
    const isOther = ({ entry, tag }: TaggedEntry) => entry.queryId !== record.queryId && tag.epoch < record.epoch;
    return record.state === 'running' || record.state === 'storing'
      ? { ...NOTHING, cancel: running.filter(isOther) }
      : NOTHING;
  }
  const late = entries.filter(
    ({ entry, tag }) =>
      mayHaveWritten(tag) &&
      tag.does !== 'claimed' &&
      record.state !== 'succeeded' &&
      entry.meaning.state === 'succeeded' &&
      entry.queryId !== record.queryId &&
      (entry.endedAt ?? 0) > (record.endedAt ?? Infinity),
  );
  return { ...NOTHING, cancel: running, late };
}

function judgeLost(entries: readonly TaggedEntry[], running: readonly TaggedEntry[], lostSince: number): Verdict {
  const writes = entries.filter(({ tag }) => mayHaveWritten(tag));
  const reads = running.filter(({ tag }) => !mayHaveWritten(tag));
  const best = bestOf(writes.map(({ entry }) => entry)) ?? writes.find(({ entry }) => isAborted(entry))?.entry ?? null;
  const isRecent = best !== null && (isRunning(best) || (best.endedAt ?? best.startedAt) >= lostSince);
  const adopt = isRecent ? (writes.find(({ entry }) => entry === best) ?? null) : null;
  return { ...NOTHING, cancel: reads, adopt };
}

/** A tag of an earlier version does not say what its statement does: it may have written. */
const mayHaveWritten = ({ does }: QueryTag): boolean => does !== 'read';
