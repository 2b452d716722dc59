import type { JobId } from '@firn/contract';
import type { HistoryPage, UserHistoryRange } from '@firn/snowflake';
import { parseQueryTag, type QueryTag } from '../submit/query-tag.js';
import { readBackwards } from '../submit/read-backwards.js';

/** Statements of one pass: what has not been read then is found by looks at single queries. */
const MOST_PAGES = 16;

/** Jobs whose queries have ended within a range, the newest first. */
export async function readEnded(
  page: (range: UserHistoryRange) => Promise<HistoryPage>,
  isOurs: (tag: QueryTag) => boolean,
  range: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, JobId>> {
  const ended = new Map<string, JobId>();
  const within = { endedAfter: range.from, endedBefore: range.to };
  await readBackwards(page, within, { mostPages: MOST_PAGES }, ({ queryId, tag }) => {
    const said = parseQueryTag(tag);
    if (said !== null && isOurs(said)) ended.set(queryId, said.job);
  });
  return ended;
}
