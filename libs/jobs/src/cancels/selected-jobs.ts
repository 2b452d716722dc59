import { isEnded, JobId, JobState, Tags } from '@firn/contract';
import { keysOf } from '../keys.js';
import { tagIndex } from '../list/list-jobs.js';
import { readRecords } from '../list/read-records.js';
import type { RedisClient } from '../redis/client.js';
import { allShards, type Shard } from '../shard.js';
import { json } from '../unreadable.js';
import type { ManyCancel } from './cancel-store.js';

/** A part of the jobs that a cancel is of, none of which has ended; `cursor` is empty once there are no more. */
export interface SelectedJobs {
  readonly ids: readonly JobId[];
  readonly cursor: string;
}

const OPEN_STATES = JobState.options.filter((state) => !isEnded(state));
const FIELDS = ['state', 'wish', 'session', 'batch', 'tags'] as const;

/**
 * The next jobs to be asked, of those that were accepted before the cancel and nobody has asked yet. Looked for in the index of the
 * selection, or in those of the states of jobs that have not ended, whichever is shorter: neither a tenant's past nor its backlog is
 * walked through for a few jobs.
 *
 * A job may change its state while the lists of states are walked through, so that they are walked through until a whole round has
 * found nobody. `cursor`: shard, list, cursor of SCAN, jobs found in this round.
 */
export async function selectedJobs(
  redis: RedisClient,
  shards: number,
  cancel: ManyCancel,
  count: number,
): Promise<SelectedJobs> {
  const [shard, list, scan, found] = cancel.cursor === '' ? [0, 0, '0', 0] : placeOf(cancel.cursor);
  const name = allShards(shards)[shard];
  if (name === undefined) return { ids: [], cursor: '' };
  const lists = await listsOf(redis, name, cancel);
  const key = lists[Math.min(list, lists.length - 1)] ?? '';
  const [next, entries] = await redis.zscan(key, scan, 'COUNT', count);
  const ids = await chosen(redis, name, cancel, entries);
  const sum = found + ids.length;
  const at = (...place: readonly (number | string)[]) => ({ ids, cursor: place.join(' ') });
  if (next !== '0') return at(shard, list, next, sum);
  if (list + 1 < lists.length) return at(shard, list + 1, '0', sum);
  if (lists.length > 1 && sum > 0) return at(shard, 0, '0', 0);
  return shard + 1 < shards ? at(shard + 1, 0, '0', 0) : { ids, cursor: '' };
}

function placeOf(cursor: string): readonly [number, number, string, number] {
  const [shard, list, scan, found] = cursor.split(' ');
  return [Number(shard), Number(list), scan ?? '0', Number(found)];
}

async function listsOf(
  redis: RedisClient,
  shard: Shard,
  { tenant, selection }: ManyCancel,
): Promise<readonly string[]> {
  const keys = keysOf(shard);
  const states = OPEN_STATES.map((state) => keys.jobs(tenant, `state:${state}`));
  const own = indexOf(selection).map((index) => keys.jobs(tenant, index));
  const sizes = await Promise.all([...own, ...states].map((key) => redis.zcard(key)));
  const open = sizes.slice(own.length).reduce((sum, size) => sum + size, 0);
  const smallest = own[sizes.indexOf(Math.min(...sizes.slice(0, own.length), Infinity))];
  return smallest !== undefined && Math.min(...sizes.slice(0, own.length)) <= open ? [smallest] : states;
}

function indexOf({ batch, session, tags = {} }: ManyCancel['selection']): readonly string[] {
  if (batch !== undefined) return [`batch:${batch}`];
  if (session !== undefined) return [`session:${session}`];
  return Object.entries(tags).map(([name, value]) => tagIndex(name, value));
}

/** Those of the entries that the cancel is of. An entry that cannot be read is none: its job answers for itself. */
async function chosen(
  redis: RedisClient,
  shard: Shard,
  { selection, requestedAt }: ManyCancel,
  entries: readonly string[],
): Promise<readonly JobId[]> {
  const before = entries.filter((_, at) => at % 2 === 0 && Number(entries[at + 1]) <= requestedAt);
  const records = await readRecords(redis, shard, before, FIELDS);
  return before.flatMap((entry, at) => {
    const id = JobId.safeParse(entry);
    const [state, wish, session, batch, tags] = records[at] ?? [];
    if (!id.success) return [];
    const known = JobState.safeParse(state);
    const isOpen = known.success && !isEnded(known.data) && wish === 'none';
    return isOpen && fits(selection, { session, batch, tags }) ? [id.data] : [];
  });
}

function fits(
  { batch, session, tags }: ManyCancel['selection'],
  job: Readonly<Record<'session' | 'batch' | 'tags', string | null | undefined>>,
): boolean {
  if (batch !== undefined) return job.batch === batch;
  if (session !== undefined) return job.session === session;
  if (tags === undefined) return true;
  const own = json(Tags).safeParse(job.tags);
  return own.success && Object.entries(tags).every(([name, value]) => own.data[name] === value);
}
