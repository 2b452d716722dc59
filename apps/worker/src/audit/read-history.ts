import type { JobId } from '@firn/contract';
import type { Profile, UserHistoryRange } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { parseQueryTag } from '../submit/query-tag.js';
import { readBackwards, type WasRead } from '../submit/read-backwards.js';
import type { TaggedEntry } from '../submit/root-statements.js';
import { OVERLAP_MS } from '../track/readings.js';

/** Pages of the history that one audit reads: half a million statements. */
const MOST_PAGES = 50;

export interface TaggedHistory {
  readonly jobs: ReadonlyMap<JobId, readonly TaggedEntry[]>;
  readonly statements: number;
  /** Where there are more than were read, a statement that is not there may be there. */
  readonly whole: WasRead;
}

/**
 * Statements of Firn's that the user of a profile runs, or that ended since.
 *
 * @param range epoch milliseconds
 */
export async function readTagged(
  profile: Profile,
  { since, now }: { readonly since: number; readonly now: number },
  signal: AbortSignal,
  ports: WorkerPorts,
): Promise<TaggedHistory> {
  const owner = { tenant: profile.tenant, profile: profile.name };
  const session = await ports.sessions.of(owner, 'control');
  const jobs = new Map<JobId, TaggedEntry[]>();
  // What ended in the millisecond in which one page ends and the next begins is in both.
  const seen = new Set<string>();
  const page = (range: UserHistoryRange) => ports.sessions.historyOfUser(owner, session, range);
  const limits = { mostPages: MOST_PAGES, now: now + OVERLAP_MS, signal };
  const whole = await readBackwards(page, { endedAfter: since }, limits, (entry) => {
    const tag = parseQueryTag(entry.tag);
    if (tag === null || tag.tenant !== profile.tenant || tag.fleet !== ports.config.fleet) return;
    if (seen.has(entry.queryId)) return;
    seen.add(entry.queryId);
    const known = jobs.get(tag.job);
    if (known === undefined) jobs.set(tag.job, [{ entry, tag }]);
    else known.push({ entry, tag });
  });
  return { jobs, statements: seen.size, whole };
}
