import { setImmediate as nextTurn } from 'node:timers/promises';
import type { HistoryEntry, HistoryPage, UserHistoryRange } from '@firn/snowflake';

/** Entries that are looked at in one turn of the loop: their tags are parsed. */
const AT_ONCE = 250;

/** What was read whole. Of what runs more than a page cannot be seen, and of what ended no more than a page in one millisecond. */
export interface WasRead {
  readonly running: boolean;
  readonly ended: boolean;
}

/**
 * Reads a user's history page after page, backwards in time: Snowflake cuts it before it looks at tags, so that other queries push ours
 * out of a page.
 *
 * @param now where the range is open, from when on to go back in time where no more than what runs fits into a page; epoch milliseconds
 */
export async function readBackwards(
  page: (range: UserHistoryRange) => Promise<HistoryPage>,
  range: UserHistoryRange,
  { mostPages, now, signal }: { readonly mostPages: number; readonly now: number; readonly signal?: AbortSignal },
  take: (entry: HistoryEntry) => void,
): Promise<WasRead> {
  let { endedBefore } = range;
  let running = false;
  for (let pages = 0; pages < mostPages && signal?.aborted !== true; pages += 1) {
    const { entries, complete } = await page({ ...range, endedBefore });
    for (let at = 0; at < entries.length; at += AT_ONCE) {
      for (const entry of entries.slice(at, at + AT_ONCE)) take(entry);
      await nextTurn();
    }
    const before = endedBefore ?? now;
    const oldest = entries.reduce((least, { endedAt }) => Math.min(least, endedAt ?? least), before);
    // What runs comes first: where something is shown that has ended, all that runs is.
    if (pages === 0) running = complete || oldest < before;
    if (complete) return { running, ended: true };
    if (oldest === endedBefore) break;
    endedBefore = oldest;
  }
  return { running, ended: false };
}
