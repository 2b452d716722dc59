import type { JobId } from '@firn/contract';
import type { HistoryPage, UserHistoryRange } from '@firn/snowflake';
import { parseQueryTag, type QueryTag } from '../submit/query-tag.js';

/** Statements of one pass: what has not been read then is found by looks at single queries. */
const MOST_PAGES = 16;

/**
 * Jobs whose queries have ended within a range, the newest first. Snowflake cuts the history before it looks at tags, and other people's
 * queries push ours out of a page: page after page is read, backwards in time.
 */
export async function readEnded(
  page: (range: UserHistoryRange) => Promise<HistoryPage>,
  isOurs: (tag: QueryTag) => boolean,
  range: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, JobId>> {
  const ended = new Map<string, JobId>();
  let endedBefore = range.to;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, complete } = await page({ endedAfter: range.from, endedBefore });
    for (const { queryId, tag } of entries) {
      const said = parseQueryTag(tag);
      if (said !== null && isOurs(said)) ended.set(queryId, said.job);
    }
    const oldest = entries.reduce((least, { endedAt }) => Math.min(least, endedAt ?? least), endedBefore);
    // More than a page may have ended in one millisecond: it cannot be read any further.
    if (complete || oldest === endedBefore) break;
    endedBefore = oldest;
  }
  return ended;
}
