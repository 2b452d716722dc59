import type { JobId } from '@firn/contract';
import type { HistoryPage, UserHistoryRange } from '@firn/snowflake';
import { parseQueryTag, type QueryTag } from '../submit/query-tag.js';
import { readBackwards } from '../submit/read-backwards.js';

/** Statements of one pass: what has not been read then is found by looks at single queries. */
const MOST_PAGES = 16;

export interface Ended {
  /** Jobs by the queries that have ended, the newest first. */
  readonly jobs: ReadonlyMap<string, JobId>;
  /** Statements that read it, in the order in which they were sent. */
  readonly statements: readonly string[];
  /** Until when the history is known to tell everything, in epoch milliseconds: it shows a read that ended then. Null: it shows none. */
  readonly until: number | null;
}

/**
 * What has ended within a range.
 *
 * @param earlier statements that have read it before: a history that shows none of them is late, or was cut, and proves nothing
 */
export async function readEnded(
  page: (range: UserHistoryRange) => Promise<HistoryPage>,
  isOurs: (tag: QueryTag) => boolean,
  range: { readonly from: number; readonly to: number },
  earlier: ReadonlySet<string>,
): Promise<Ended> {
  const jobs = new Map<string, JobId>();
  const statements: string[] = [];
  let until: number | null = null;
  const told = async (part: UserHistoryRange) => {
    const read = await page(part);
    statements.push(read.queryId);
    return read;
  };
  const within = { endedAfter: range.from, endedBefore: range.to };
  await readBackwards(told, within, { mostPages: MOST_PAGES, now: range.to }, ({ queryId, tag, endedAt }) => {
    if (earlier.has(queryId)) until = Math.max(until ?? 0, endedAt ?? 0);
    const said = parseQueryTag(tag);
    if (said !== null && isOurs(said)) jobs.set(queryId, said.job);
  });
  return { jobs, statements, until };
}
