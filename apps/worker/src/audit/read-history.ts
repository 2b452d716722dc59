import type { Profile, UserHistoryRange } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { parseQueryTag } from '../submit/query-tag.js';
import { readBackwards } from '../submit/read-backwards.js';
import type { TaggedEntry } from '../submit/root-statements.js';

/** Pages of the history that one audit reads: half a million statements. */
const MOST_PAGES = 50;

export interface TaggedHistory {
  readonly entries: readonly TaggedEntry[];
  /** False: there are more than were read, so that a statement that is not there may be there. */
  readonly complete: boolean;
}

/**
 * Statements of Firn's that the user of a profile runs, or that ended since.
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
  const what = `The history of the profile ${profile.name}`;
  const page = (range: UserHistoryRange) =>
    ports.sessions.answer(owner, what, session.historyOfUser(range), ports.config.answerMs);
  const complete = await readBackwards(page, { endedAfter: since }, { mostPages: MOST_PAGES, signal }, (entry) => {
    const tag = parseQueryTag(entry.tag);
    if (tag !== null && tag.tenant === profile.tenant && tag.fleet === ports.config.fleet)
      found.set(entry.queryId, { entry, tag });
  });
  return { entries: [...found.values()], complete };
}
