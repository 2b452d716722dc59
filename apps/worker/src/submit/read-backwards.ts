import type { HistoryEntry, HistoryPage, UserHistoryRange } from '@firn/snowflake';

/**
 * Reads a user's history page after page, backwards in time: Snowflake cuts it before it looks at tags, so that other queries push ours
 * out of a page. Gives whether the range was read whole, which more than a page within one millisecond prevents.
 */
export async function readBackwards(
  page: (range: UserHistoryRange) => Promise<HistoryPage>,
  range: UserHistoryRange,
  { mostPages, signal }: { readonly mostPages: number; readonly signal?: AbortSignal },
  take: (entry: HistoryEntry) => void,
): Promise<boolean> {
  let { endedBefore } = range;
  for (let pages = 0; pages < mostPages && signal?.aborted !== true; pages += 1) {
    const { entries, complete } = await page({ ...range, endedBefore });
    for (const entry of entries) take(entry);
    if (complete) return true;
    const before = endedBefore ?? Number.POSITIVE_INFINITY;
    const oldest = entries.reduce((least, { endedAt }) => Math.min(least, endedAt ?? least), before);
    if (oldest === before) return false;
    endedBefore = oldest;
  }
  return false;
}
