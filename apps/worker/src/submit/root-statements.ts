import type { HistoryEntry } from '@firn/snowflake';
import type { QueryTag } from './query-tag.js';

/** A statement of Firn's in Snowflake's history. */
export interface TaggedEntry {
  readonly entry: HistoryEntry;
  readonly tag: QueryTag;
}

/**
 * The statements that were sent, without those that ran inside of one. Each statement of a block or of a procedure is a query of its own
 * in the history, under the tag of the whole, and may have succeeded while the whole runs or has failed. An attempt sends one statement
 * to a session: it is the one that began before all others there.
 *
 * @returns in the order given
 */
export function rootStatements(all: readonly TaggedEntry[]): readonly TaggedEntry[] {
  const roots = new Map<string, TaggedEntry>();
  for (const one of all) {
    const attempt = `${one.tag.job} ${one.tag.epoch} ${one.entry.sessionId}`;
    const known = roots.get(attempt);
    if (known === undefined || contains(one.entry, known.entry)) roots.set(attempt, one);
  }
  const sent = new Set(roots.values());
  return all.filter((one) => sent.has(one));
}

/** Both may begin in the same millisecond: the whole ends last then, and its text contains the other's. */
function contains(one: HistoryEntry, other: HistoryEntry): boolean {
  if (one.startedAt !== other.startedAt) return one.startedAt < other.startedAt;
  const [end, otherEnd] = [one.endedAt ?? Infinity, other.endedAt ?? Infinity];
  return end === otherEnd ? one.textLength > other.textLength : end > otherEnd;
}
