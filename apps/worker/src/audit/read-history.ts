import { HISTORY_LIMIT, type HistoryEntry, type Profile } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { parseQueryTag } from '../submit/query-tag.js';
import type { TaggedEntry } from '../submit/root-statements.js';

/** Pages of the history that one audit reads: half a million statements. */
const MOST_PAGES = 50;

export interface TaggedHistory {
  readonly entries: readonly TaggedEntry[];
  /** False: there are more than were read, so that a statement that is not there may be there. */
  readonly complete: boolean;
}

/**
 * Statements of Firn's that the user of a profile runs, or that ended since. Snowflake cuts the history before it looks at tags, so that
 * page after page of everything is read, backwards in time.
 *
 * @param since epoch milliseconds
 */
export async function readTagged(
  profile: Profile,
  since: number,
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<TaggedHistory> {
  const owner = { tenant: profile.tenant, profile: profile.name };
  const session = await ports.sessions.of(owner, 'control');
  const found = new Map<string, TaggedEntry>();
  let until: number | undefined;
  for (let page = 0; page < MOST_PAGES && !signal.aborted; page += 1) {
    const work = session.historyOfUser({ endedAfter: since, endedBefore: until });
    const what = `The history of the profile ${profile.name}`;
    const { entries } = await ports.sessions.answer(owner, what, work, ports.config.answerMs);
    for (const entry of entries) {
      const tag = parseQueryTag(entry.tag);
      if (tag !== null && tag.tenant === profile.tenant && tag.fleet === ports.config.fleet)
        found.set(entry.queryId, { entry, tag });
    }
    const oldest = oldestEnd(entries);
    if (entries.length < HISTORY_LIMIT) return { entries: [...found.values()], complete: true };
    if (oldest === null || oldest === until) break; // more than a page in one millisecond
    until = oldest;
  }
  return { entries: [...found.values()], complete: false };
}

function oldestEnd(entries: readonly HistoryEntry[]): number | null {
  const ends = entries.flatMap(({ endedAt }) => (endedAt === null ? [] : [endedAt]));
  return ends.length === 0 ? null : ends.reduce((least, end) => Math.min(least, end));
}
